import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defined } from '@shotlist/codegen/defined'

/** A real clip: 64 x 36, five seconds. */
export const CLIP = readFileSync(new URL('../../../../test/fixtures/clip.mp4', import.meta.url))

export const KEY = 'tiny-test-key-0451'

/** How many bytes of a file are sent before the connection breaks. */
const HALF_BYTES = 500

/**
 * What the server does with a submission. `same` returns the first task again; `drop-before` and `drop-after` break the connection before
 * and after they make a task; `foreign` and `foreign-after` return JSON that is not the provider's, without and with a task; `odd` returns
 * a code that the document does not list; `in-use` says that a request with the key is in progress; `continue` sends HTTP 100 first.
 */
type SubmitScript =
  | 'ok'
  | 'same'
  | 'full'
  | 'broke'
  | 'refused'
  | 'hiccup'
  | 'drop-before'
  | 'drop-after'
  | 'foreign'
  | 'foreign-after'
  | 'odd'
  | 'in-use'
  | 'continue'

/** What it does with a download. `half` breaks off once `taken` says that the sent part was read; `vast` declares a huge length. */
type DownloadScript = 'ok' | 'gone' | 'vast' | 'stale' | 'html' | 'half' | 'cut' | 'other-half' | 'other-clip'

type TinyTask = {
  readonly id: string
  readonly videoId: string
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** The body as text, with all digits of its ids. */
  readonly text: string
  readonly key: string | undefined
  readonly createdAt: number
  reads: number
  downloads: number
  isDone: boolean
}

/** A value of a script, or a promise of it, for which the request waits. */
type Said<Words> = Words | Promise<Words>

export type TinyScript = {
  /** What happens to a submission, by its number from 0. */
  readonly onSubmit?: (body: Readonly<Record<string, unknown>>, nth: number) => Said<SubmitScript>
  /** What a poll finds. `bare`: `done` without a URL; `keyed`: with the key in the URL; `forbidden`: HTTP 403. Default: `done` at the second. */
  readonly onRead?: (task: TinyTask) => Said<string>
  /** What happens to a number of a task's download, by its number from 0. */
  readonly onDownload?: (task: TinyTask, nth: number) => Said<DownloadScript>
  /** How many tasks the server accepts at the same time. */
  readonly inFlight?: number
  readonly honoursKeys?: boolean
  /** How many of the last tasks the list of recent tasks has. Default: all. */
  readonly lists?: number
  /** The balance of the account, for documents that read it. */
  readonly balance?: number
  /** The charge for a clip. Default: its price. */
  readonly charges?: number
  /** Ids depend on the request, not on its order, so that two servers return the same ones. */
  readonly idsOfContent?: boolean
  /** Accepts uploads, and never responds. */
  readonly stallsUploads?: boolean
  /** A promise for which the response to a submission waits, after its task is made. */
  readonly beforeAnswer?: (task: TinyTask) => Promise<void> | undefined
}

/** The requests that the server received. */
export type TinyServer = {
  readonly url: string
  readonly tasks: ReadonlyMap<string, TinyTask>
  /** Bodies and keys of all submissions that reached the server, refused ones included. */
  readonly submissions: readonly { readonly key: string | undefined; readonly body: Readonly<Record<string, unknown>> }[]
  readonly uploads: number
  readonly peak: number
  readonly turnedAway: number
  readonly requests: readonly string[]
  readonly ranges: readonly string[]
  /** Reports that a client has read that many bytes of the file at this URL, and waits for more. */
  taken(url: string, bytes: number): void
  /** Replaces the script. */
  play(script: TinyScript): void
  close(): Promise<void>
}

/** Serves the document `tiny.openapi.yaml` on loopback, as the script says. */
export async function serveTiny(initial: TinyScript = {}): Promise<TinyServer> {
  let script = initial
  let uploads = 0
  let peak = 0
  let turnedAway = 0
  const tasks = new Map<string, TinyTask>()
  const submissions: { key: string | undefined; body: Record<string, unknown> }[] = []
  const requests: string[] = []
  const ranges: string[] = []
  /** Downloads that break once the client has read that far, by their path. */
  const halves = new Map<string, () => void>()

  const submit = async (path: string, incoming: IncomingMessage, text: string, outgoing: ServerResponse): Promise<void> => {
    const body = JSON.parse(text) as Record<string, unknown>
    const key = incoming.headers['idempotency-key']?.toString()
    const said = script.onSubmit?.(body, submissions.length) ?? 'ok'
    submissions.push({ key, body })
    const does = await said
    const replayed = script.honoursKeys === false ? undefined : [...tasks.values()].find((task) => key !== undefined && task.key === key)
    const charged = script.charges ?? (path === '/extensions' ? 5 : 10)
    if (does === 'in-use') return refuse(outgoing, 409, 'in_use')
    // A repeated key gets the same response as the first time.
    if (replayed !== undefined) return json(outgoing, 200, { id: replayed.id, credits: charged })
    if (does === 'drop-before') return void incoming.socket.destroy()
    if (does === 'full' || running() >= (script.inFlight ?? Number.POSITIVE_INFINITY)) {
      turnedAway += 1
      return refuse(outgoing, 429, 'full')
    }
    if (does === 'broke') return refuse(outgoing, 402, 'broke')
    if (does === 'refused') return refuse(outgoing, 422, 'refused')
    if (does === 'foreign') return json(outgoing, 200, { message: 'Endpoint request timed out' })
    if (does === 'odd') return refuse(outgoing, 418, 'odd')
    if (does === 'continue') outgoing.writeContinue()
    if (does === 'hiccup') return refuse(outgoing, 500, 'hiccup')
    const [first] = tasks.values()
    if (does === 'same' && first !== undefined) return json(outgoing, 200, { id: first.id, credits: charged })
    const serial = script.idsOfContent === true ? numberOf(text) : tasks.size + 1
    const id = `task-${serial}`
    const task: TinyTask = {
      id,
      videoId: String(9_007_199_254_740_992n + BigInt(serial)),
      path,
      body,
      text,
      key,
      reads: 0,
      downloads: 0,
      createdAt: Math.floor(Date.now() / 1000),
      isDone: false,
    }
    tasks.set(id, task)
    peak = Math.max(peak, running())
    if (does === 'drop-after') return void incoming.socket.destroy()
    if (does === 'foreign-after') return json(outgoing, 200, [])
    // `/stills` makes its file at once.
    const made = path === '/stills' ? { url: `http://${incoming.headers.host}/files/${id}.mp4` } : {}
    await script.beforeAnswer?.(task)
    json(outgoing, 200, { id, credits: charged, ...made })
  }

  const running = () => [...tasks.values()].filter(({ isDone }) => !isDone).length

  const read = async (task: TinyTask, base: string, outgoing: ServerResponse): Promise<void> => {
    task.reads += 1
    const state = (await script.onRead?.(task)) ?? (task.reads >= 2 ? 'done' : 'working')
    if (state === 'forbidden') return refuse(outgoing, 403, 'forbidden')
    task.isDone = state !== 'working' && state !== 'odd'
    const signature = state === 'keyed' ? KEY : `s3cr3t-${task.reads}`
    const url = state === 'done' || state === 'keyed' ? `,"url":"${base}/files/${task.id}.mp4?signature=${signature}"` : ''
    const found = `{"id":"${task.id}","state":"${state === 'bare' || state === 'keyed' ? 'done' : state}","video_id":${task.videoId}${url}}`
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(found)
  }

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => void answer(incoming, outgoing, Buffer.concat(chunks)))
  })
  // The server never closes idle connections: that could break a request that is being sent.
  server.keepAliveTimeout = 0

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse, raw: Buffer): Promise<void> => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://localhost')
    requests.push(`${incoming.method} ${pathname}`)
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const file = /^\/files\/(.+)\.mp4$/.exec(pathname)?.[1]
    if (file !== undefined) return download(incoming, outgoing, file)
    if (incoming.headers['x-key'] !== KEY) return refuse(outgoing, 401, 'unauthorised')
    if (pathname === '/images') {
      uploads += 1
      if (script.stallsUploads === true) return undefined
      return json(outgoing, 200, { image_id: `img-${raw.length}-${uploads}` })
    }
    if (incoming.method === 'POST') return submit(pathname, incoming, raw.toString('utf8'), outgoing)
    if (pathname === '/balance') return json(outgoing, 200, { left: script.balance })
    if (pathname === '/clips')
      return void outgoing.writeHead(200).end(
        `{"items":[${[...tasks.values()]
          .slice(-(script.lists ?? tasks.size))
          .map(listed)
          .join(',')}]}`,
      )
    const task = tasks.get(/^\/clips\/(.+)$/.exec(pathname)?.[1] ?? '')
    if (task === undefined) return refuse(outgoing, 404, 'unknown')
    return read(task, base, outgoing)
  }

  const download = async (incoming: IncomingMessage, outgoing: ServerResponse, id: string): Promise<void> => {
    const task = tasks.get(id)
    const said = task === undefined ? 'gone' : (script.onDownload?.(task, task.downloads) ?? 'ok')
    if (task !== undefined) task.downloads += 1
    const does = await said
    const { range } = incoming.headers
    if (range !== undefined) ranges.push(range)
    if (does === 'gone') return void outgoing.writeHead(403).end('expired')
    if (does === 'vast') return void outgoing.writeHead(200, { 'content-length': 1e15 }).end()
    if (does === 'stale') return void outgoing.writeHead(400).end('the signature is too old')
    if (does === 'html') return void outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<html>please log in</html>')
    // Truncated, without a declared length: only the container shows it.
    if (does === 'cut') return void outgoing.writeHead(200).end(CLIP.subarray(0, CLIP.length - 100))
    // A valid clip with an empty box after it.
    if (does === 'other-clip') return void outgoing.writeHead(200).end(Buffer.concat([CLIP, Buffer.from('\0\0\0\x08free')]))
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
    // The host has another file now, and ignores the tag of the range request.
    if (does === 'other-half' && from > 0)
      return void outgoing.writeHead(206, { etag: '"other"', 'content-range': `bytes ${from}-9998/9999` }).end(CLIP.subarray(from))
    const rest = CLIP.subarray(from)
    outgoing.writeHead(from === 0 ? 200 : 206, {
      etag: '"clip"',
      'content-length': rest.length,
      ...defined({ 'content-range': from > 0 ? `bytes ${from}-${CLIP.length - 1}/${CLIP.length}` : undefined }),
    })
    if (does === 'half') {
      halves.set(`/files/${id}.mp4`, () => incoming.socket.end())
      return void outgoing.write(rest.subarray(0, HALF_BYTES))
    }
    outgoing.end(rest)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tasks,
    submissions,
    requests,
    ranges,
    get uploads() {
      return uploads
    },
    get peak() {
      return peak
    },
    get turnedAway() {
      return turnedAway
    },
    taken: (url, bytes) => {
      const { pathname } = new URL(url)
      if (bytes < HALF_BYTES) return
      halves.get(pathname)?.()
      halves.delete(pathname)
    },
    play: (next) => {
      script = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE()
}

/** The request as text: a parser would round its ids. */
function listed({ id, text, createdAt }: TinyTask): string {
  return `{"id":"${id}","state":"working","request":${text},"created_at":${createdAt}}`
}

function json(outgoing: ServerResponse, status: number, body: unknown): void {
  return void outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function refuse(outgoing: ServerResponse, status: number, code: string): void {
  return json(outgoing, status, { error: { code, message: `tiny says ${code}` } })
}
