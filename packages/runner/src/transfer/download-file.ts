import { setTimeout as sleep } from 'node:timers/promises'
import type { BodyLike, FetchLike, ResponseLike } from '@shotlist/core'
import { DownloadError } from '../errors/download-error.ts'
import { OutputError } from '../errors/output-error.ts'
import { InnerHostError } from '../transport/inner-host.ts'
import { pooledFetch } from '../transport/pooled-fetch.ts'
import type { PartFile } from './part-file.ts'
import type { Written } from './part-writer.ts'

export type DownloadOptions = {
  readonly fetch?: FetchLike
  readonly signal?: AbortSignal
  /** How long the host may stay silent, before an answer or between two pieces of it. Default: 30 000. */
  readonly stallMs?: number
  /** Tries in all; each goes on where the last one stopped, when the host allows it. Default: 5. */
  readonly tries?: number
  /** Wait before the second try; doubles. Default: 500. */
  readonly retryBaseMs?: number
}

/** A whole download in its part file, flushed to the disk. */
export type Downloaded = Written

/**
 * Streams a URL into a part file. Sends no key: results lie on file hosts that are not the provider.
 *
 * @throws {DownloadError} `gone` at once (another URL must be asked for); `broken` or `unreachable` after the last try
 * @throws {OutputError} the disk does not take it
 */
export async function downloadFile(url: string, part: PartFile, options: DownloadOptions = {}): Promise<Downloaded> {
  const { signal, tries = 5, retryBaseMs = 500 } = options
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await downloadOnce(url, part, options)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof InnerHostError) throw new DownloadError('refused', `the file is not fetched: ${error.message}`, error)
      if (error instanceof OutputError || (error instanceof DownloadError && error.reason === 'gone')) throw error
      if (attempt >= tries) throw error instanceof DownloadError ? error : new DownloadError('unreachable', messageOf(url, error), error)
      await sleep(retryBaseMs * 2 ** (attempt - 1), undefined, { ...(signal && { signal }) })
    }
  }
}

async function downloadOnce(url: string, part: PartFile, options: DownloadOptions): Promise<Downloaded> {
  if (!/^https?:\/\//i.test(url)) throw new DownloadError('gone', `the provider's result is not a web address: ${url.slice(0, 80)}`)
  const { fetch = pooledFetch, signal, stallMs = 30_000 } = options
  const stall = new StallGuard(stallMs, signal)
  try {
    const resume = part.resumable()
    const answer = await fetch(url, {
      // A compressed answer's declared length would not be the file's.
      headers: {
        'accept-encoding': 'identity',
        ...(resume && { range: `bytes=${resume.bytes}-`, 'if-range': resume.etag }),
      },
      signal: stall.signal,
    })
    // What is here does not go on as the host has it: from the beginning, then.
    if (resume !== undefined && !continues(answer, resume)) await toDisk(part, () => part.discard())
    const from = startOf(answer, url, resume)
    return await store(answer, { part, from, total: from === 0 ? lengthOf(answer) : resume?.totalBytes, stall, url })
  } catch (error) {
    // What is not read to its end would keep its connection.
    stall.giveUp(error)
    throw error
  } finally {
    stall.end()
  }
}

type Resume = { readonly bytes: number; readonly totalBytes: number }

/** Whether an answer to a request for the rest of a file has that rest, or nothing to do with it. */
function continues({ status, headers }: ResponseLike, { bytes, totalBytes }: Resume): boolean {
  if (status === 206) return headers.get('content-range') === `bytes ${bytes}-${totalBytes - 1}/${totalBytes}`
  return status !== RANGE_NOT_SATISFIABLE
}

const RANGE_NOT_SATISFIABLE = 416

/** Refusals that say nothing of the URL: the host is busy, or slow. */
const PASSING: ReadonlySet<number> = new Set([408, RANGE_NOT_SATISFIABLE, 425, 429])

/** Where in the file the answer's body begins. */
function startOf(answer: ResponseLike, url: string, resume: Resume | undefined): number {
  const { status } = answer
  if (status === 200) return 0
  if (status === 206 && resume !== undefined) {
    if (continues(answer, resume)) return resume.bytes
    throw new DownloadError('broken', `${hostOf(url)} sent another part of the file than asked for`)
  }
  if (status >= 400 && status < 500 && !PASSING.has(status)) {
    throw new DownloadError('gone', `${hostOf(url)} no longer gives the file out (HTTP ${status})`)
  }
  throw new DownloadError('unreachable', `${hostOf(url)} answered with HTTP ${status}`)
}

type Destination = {
  readonly part: PartFile
  readonly from: number
  readonly total: number | undefined
  readonly stall: StallGuard
  readonly url: string
}

async function store(answer: ResponseLike, { part, from, total, stall, url }: Destination): Promise<Downloaded> {
  const file = await toDisk(part, () => part.openAt(from))
  try {
    // Only now that the old bytes are gone: a process that is killed between must not take them for the beginning of the new content.
    if (from === 0) await toDisk(part, () => part.remember(factsOf(answer)))
    for await (const chunk of chunksOf(answer.body)) {
      stall.alive()
      await toDisk(part, () => file.add(chunk))
    }
    if (total !== undefined && file.bytes !== total) {
      throw new DownloadError('broken', `${hostOf(url)} sent ${file.bytes} of ${total} bytes`)
    }
    if (file.bytes === 0) throw new DownloadError('broken', `${hostOf(url)} sent an empty file`)
    return await toDisk(part, () => file.finish())
  } finally {
    await file.close()
  }
}

/** What the disk refuses is another matter than what the network does: trying again does not help. */
async function toDisk<T>(part: PartFile, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new OutputError(part.path, { cause })
  }
}

/** The pieces of a body. One that is not read to its end is called off. */
async function* chunksOf(body: BodyLike | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  if (reader === undefined) return
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function lengthOf(answer: ResponseLike): number | undefined {
  const declared = answer.headers.get('content-length')
  return declared !== null && /^\d+$/.test(declared) ? Number(declared) : undefined
}

/** Only a strong ETag proves that the rest belongs to the same bytes (RFC 9110, section 13.1.5). */
function factsOf(answer: ResponseLike): { etag: string; totalBytes: number } | undefined {
  const etag = answer.headers.get('etag')
  const totalBytes = lengthOf(answer)
  return etag?.startsWith('"') && totalBytes !== undefined ? { etag, totalBytes } : undefined
}

/** Aborts a transfer that stays silent for too long, or with its owner. */
class StallGuard {
  readonly #controller = new AbortController()
  readonly #owner: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout
  readonly #stop = () => this.#controller.abort(this.#owner?.reason)

  constructor(stallMs: number, owner: AbortSignal | undefined) {
    this.#owner = owner
    if (owner?.aborted) this.#stop()
    // Not `AbortSignal.any`: what it makes stays with its owner until the garbage is collected.
    owner?.addEventListener('abort', this.#stop, { once: true })
    this.#timer = setTimeout(
      () => this.#controller.abort(new DownloadError('unreachable', `nothing came for ${stallMs / 1000} s`)),
      stallMs,
    )
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Something came: the wait begins anew. */
  alive(): void {
    this.#timer.refresh()
  }

  /** Ends what is under way. */
  giveUp(reason: unknown): void {
    this.#controller.abort(reason)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#owner?.removeEventListener('abort', this.#stop)
  }
}

// The rest of a result's URL may be a signature, which is nobody's business.
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'the file host')

function messageOf(url: string, error: unknown): string {
  const cause =
    error instanceof Error && error.cause instanceof Error ? error.cause.message : error instanceof Error ? error.message : String(error)
  return `${hostOf(url)} could not be reached: ${cause}`
}
