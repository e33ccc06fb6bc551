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

export type PageSource = {
  readonly feed: ReportFeed
  readonly outputDir: () => string
  readonly mask: (text: string) => string
  /** Saves a pick; if that fails, returns the reason, for the page to show. */
  readonly keepPick: (pick: PickRequest) => Promise<string | undefined>
}

export type ServedPage = { readonly url: string; close(): Promise<void> }

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' }

/** No other site may load, frame or sniff what is served. */
const PROTECTION = {
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The default port. It is always the same because browsers keep the settings of the page by its origin. */
const DEFAULT_PORT = 4747

/** When the server closes, responses that are not complete have this time to finish. */
const CLOSE_GRACE_MS = 300

/**
 * Serves the review page to this machine only, below a random path: other sites open in the browser can request any local address they
 * know.
 *
 * @param port absent: the default port, or any free one if that is in use
 */
export async function servePage(source: PageSource, port?: number): Promise<ServedPage> {
  const closing = new AbortController()
  const token = randomBytes(16).toString('base64url')
  const server = createServer((request, response) => {
    respond(request, response, { ...source, token, closing: closing.signal }).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await listen(server, port ?? DEFAULT_PORT).catch((error: unknown) => {
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
      const giveUp = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
      await closed
      clearTimeout(giveUp)
    },
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { token, ...source }: PageSource & { readonly token: string; readonly closing: AbortSignal },
): Promise<void> {
  for (const [name, value] of Object.entries(PROTECTION)) response.setHeader(name, value)
  if (!isFromPage(request)) return plain(response, 403, 'Only this machine may open this page.')
  const { pathname = '/' } = URL.parse(`http://127.0.0.1${request.url ?? '/'}`) ?? {}
  if (!pathname.startsWith(`/${token}/`)) return plain(response, 404, 'Not found. Open the address that the command printed.')
  const path = pathname.slice(token.length + 2) || 'index.html'
  if (request.method === 'POST' && path === 'picks') return keepPick(request, response, source)
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET is supported.')
  if (path === 'events') return sendEvents(request, response, source)
  // Any site can load a script, so this one holds no data; the page gets its data from the events.
  if (path === REPORT_FILE) return send(response, 'js', '')
  if (path.startsWith(`${CLIPS_FOLDER}/`)) return clip(request, response, { path, source })
  const file = PAGE_FILES.find((name) => name === path)
  if (file === undefined) return plain(response, 404, 'Not found.')
  return send(response, file.split('.').at(-1) ?? '', await readFile(join(PAGE_FOLDER, file)))
}

/** Sends a clip of the report. Other files in the output folder are never served. */
async function clip(
  request: IncomingMessage,
  response: ServerResponse,
  { path, source }: { path: string; source: PageSource },
): Promise<void> {
  const files = source.feed.report.clips.flatMap(({ file, others = [] }) => (file === undefined ? [] : [file, ...others]))
  const wanted = files.find(({ src }) => src.split('?')[0] === path)
  const file = wanted && pathBelow(source.outputDir(), wanted.path)
  if (wanted === undefined || file === undefined) return plain(response, 404, 'The report has no such clip.')
  await sendFile(file, { request, response, type: mediaType(wanted.path) })
}

async function keepPick(request: IncomingMessage, response: ServerResponse, { feed, keepPick: keep }: PageSource): Promise<void> {
  const pick = await readPick(request)
  if (pick === undefined) return plain(response, 400, 'The body is not a pick.')
  const takes = feed.report.clips.filter(({ group }) => group === pick.group)
  if (takes.length === 0 || (pick.take !== null && !takes.some(({ id }) => id === pick.take))) {
    return plain(response, 404, 'The report has no such take.')
  }
  const problem = await keep(pick)
  feed.refresh(true)
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
 * Whether a request comes from the page itself. Other sites open in the browser can send requests to this machine too: their `Origin`
 * header names them, and if they point a domain of theirs at this machine, so does their `Host` header.
 */
function isFromPage({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers
  return HOST.test(host) && (origin === undefined || origin === `http://${host}`)
}

/** How often an empty event is sent: proxies and browsers close idle connections. */
const HEARTBEAT_MS = 20_000

type Options = Pick<PageSource, 'feed' | 'mask'> & {
  /** Aborts when the server ends. */
  readonly closing: AbortSignal
}

/** Sends the report, and from then on its changes (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
function sendEvents(request: IncomingMessage, response: ServerResponse, { feed, mask, closing }: Options): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const sendEvent = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${mask(JSON.stringify(data))}\n\n`)
  sendEvent('report', feed.report)
  const unsubscribe = feed.listen((change) => sendEvent('change', change))
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS)
  // This event tells the page not to reconnect.
  const end = () => response.end('event: end\ndata: null\n\n')
  closing.addEventListener('abort', end, { once: true })
  request.once('close', () => {
    closing.removeEventListener('abort', end)
    clearInterval(heartbeat)
    unsubscribe()
  })
}

/** Enough for the three names of a pick. */
const LONGEST_BODY = 10_000

/** The pick in the body of a request; undefined if there is none. */
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
