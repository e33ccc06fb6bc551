import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { PickRequest } from '@shotlist/review'
import { mediaType } from '../../files/upload-input.ts'
import { pathBelow } from '../../store/outputs/output-path.ts'
import { CLIPS_FOLDER, PAGE_FILES, PAGE_FOLDER, REPORT_FILE } from '../report/page-files.ts'
import type { ReportFeed } from './report-feed.ts'
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
const CLOSE_TIMEOUT_MS = 300

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
      const giveUp = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS)
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

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

const HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/

/**
 * Whether a request comes from the page itself. Other sites that a browser shows may send requests to this machine too; they are told by
 * the origin they must name, and by the host they asked for when they pointed a name of theirs here.
 */
function isOurs({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers
  return HOST.test(host) && (origin === undefined || origin === `http://${host}`)
}

/** Proxies and browsers give up connections on which nothing comes. */
const BEAT_MS = 20_000

type Options = Pick<PageSource, 'feed' | 'mask'> & {
  /** Aborts when the server ends. */
  readonly closing: AbortSignal
}

/** Sends the report, and from then on its changes (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
function sendEvents(request: IncomingMessage, response: ServerResponse, { feed, mask, closing }: Options): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const sendEvent = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${mask(JSON.stringify(data))}\n\n`)
  sendEvent('report', feed.report)
  const silence = feed.listen((change) => sendEvent('change', change))
  const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS)
  // Told that it is the end, the page does not try to come back.
  const end = () => response.end('event: end\ndata: null\n\n')
  closing.addEventListener('abort', end, { once: true })
  request.once('close', () => {
    closing.removeEventListener('abort', end)
    clearInterval(beat)
    silence()
  })
}

/** A pick is three names. */
const LONGEST_BODY = 10_000

/** The pick that a request carries; absent where it carries none. */
async function readPick(request: IncomingMessage): Promise<PickRequest | undefined> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return undefined
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > LONGEST_BODY) return undefined
  }
  const body = parsed(text)
  if (typeof body !== 'object' || body === null || !('group' in body) || !('take' in body)) return undefined
  const { group, take } = body
  if (typeof group !== 'string' || (typeof take !== 'string' && take !== null)) return undefined
  return { group, take, ...defined({ render: 'render' in body && typeof body.render === 'string' ? body.render : undefined }) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
