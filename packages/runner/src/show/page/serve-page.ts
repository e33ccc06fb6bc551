import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { PickRequest } from '@shotlist/review'
import { mediaType } from '../../files/media-type.ts'
import { pathBelow } from '../../store/outputs/output-path.ts'
import { CLIPS_FOLDER, PAGE_FILES, PAGE_FOLDER, REPORT_FILE } from '../report/page-files.ts'
import { isOurs } from './is-ours.ts'
import { readPick } from './read-pick.ts'
import type { ReportFeed } from './report-feed.ts'
import { sendEvents } from './send-events.ts'
import { sendFile } from './send-file.ts'

/** What the page is served from. */
export type PageSource = {
  readonly feed: ReportFeed
  readonly outputDir: () => string
  readonly mask: (text: string) => string
  /** Keeps a pick; returns why it cannot, in words for the page. */
  readonly keepPick: (pick: PickRequest) => Promise<string | undefined>
}

/** A page that is being served. */
export type ServedPage = { readonly url: string; close(): Promise<void> }

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' }

/** No other site may take in, frame or guess at what is served. */
const PROTECTION = {
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The port that is taken unless another is asked for: the page keeps its settings under the same origin. */
const USUAL_PORT = 4747

/** Answers that are under way when the server ends have so long to be read. */
const LAST_WORDS_MS = 300

/**
 * Serves the review page to this machine only, below a path that nobody can guess: other pages that a browser shows can ask this machine for
 * anything whose address they know.
 *
 * @param port absent: the usual one, or any that is free
 */
export async function servePage(source: PageSource, port?: number): Promise<ServedPage> {
  const closing = new AbortController()
  const token = randomBytes(16).toString('base64url')
  const server = createServer((request, response) => {
    answer(request, response, { ...source, token, closing: closing.signal }).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await listen(server, port ?? USUAL_PORT).catch((error: unknown) => {
    if (port !== undefined || !isTaken(error)) throw error
    return listen(server, 0)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${taken}/${token}/`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      closing.abort()
      server.closeIdleConnections()
      const giveUp = setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS)
      await closed
      clearTimeout(giveUp)
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, ...source }: PageSource & { readonly token: string; readonly closing: AbortSignal },
): Promise<void> {
  for (const [name, value] of Object.entries(PROTECTION)) response.setHeader(name, value)
  if (!isOurs(request)) return plain(response, 403, 'This page is for this machine only.')
  const { pathname = '/' } = URL.parse(`http://127.0.0.1${request.url ?? '/'}`) ?? {}
  if (!pathname.startsWith(`/${token}/`)) return plain(response, 404, 'The address of the page is the one that the command printed.')
  const path = pathname.slice(token.length + 2) || 'index.html'
  if (request.method === 'POST' && path === 'picks') return keepPick(request, response, source)
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET.')
  if (path === 'events') return sendEvents(request, response, source)
  // A script can be taken into any page: here it holds no data, and the page hears of them by its events.
  if (path === REPORT_FILE) return send(response, 'js', '')
  if (path.startsWith(`${CLIPS_FOLDER}/`)) return clip(request, response, { path, source })
  const file = PAGE_FILES.find((name) => name === path)
  if (file === undefined) return plain(response, 404, 'There is nothing here.')
  return send(response, file.split('.').at(-1) ?? '', await readFile(join(PAGE_FOLDER, file)))
}

/** Only files of the report are served, whatever else lies in the output folder. */
async function clip(
  request: IncomingMessage,
  response: ServerResponse,
  { path, source }: { path: string; source: PageSource },
): Promise<void> {
  const wanted = source.feed.report.clips.find(({ file }) => file?.src.split('?')[0] === path)?.file
  const file = wanted && pathBelow(source.outputDir(), wanted.path)
  if (wanted === undefined || file === undefined) return plain(response, 404, 'There is no such clip.')
  await sendFile(file, { request, response, type: mediaType(wanted.path) })
}

async function keepPick(request: IncomingMessage, response: ServerResponse, { feed, keepPick: keep }: PageSource): Promise<void> {
  const pick = await readPick(request)
  if (pick === undefined) return plain(response, 400, 'That is no pick.')
  const takes = feed.report.clips.filter(({ group }) => group === pick.group)
  if (takes.length === 0 || (pick.take !== null && !takes.some(({ id }) => id === pick.take))) {
    return plain(response, 404, 'There is no such take.')
  }
  const problem = await keep(pick)
  feed.look(true)
  return problem === undefined ? plain(response, 204, '') : plain(response, 409, problem)
}

function send(response: ServerResponse, kind: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': `${TYPES[kind] ?? 'text/plain'}; charset=utf-8`, 'cache-control': 'no-store' }).end(body)
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
