import { setTimeout as sleep } from 'node:timers/promises'
import { defined } from '@shotlist/codegen/defined'
import type { BodyLike, FetchLike, ResponseLike } from '@shotlist/core'
import { fileHeaders, isEncoded, lengthOf, rangeOf } from '@shotlist/core/runtime'
import { OtherStoreError } from '../errors/fleet-errors.ts'
import { DownloadError, OutputError } from '../errors/output-errors.ts'
import { RETRIES, WAITS } from '../errors/retries.ts'
import { InnerHostError } from './connections/inner-host.ts'
import { pooledFetch, unreadable } from './connections/pooled-fetch.ts'
import { digestOf, matches } from './digests.ts'
import type { PartFacts, PartFile, Validator } from './part-file.ts'
import type { Written } from './part-writer.ts'

export type DownloadOptions = {
  readonly fetch?: FetchLike
  readonly signal?: AbortSignal
  /** Longest silence of the host in milliseconds, before the response and between two chunks. Default: 30,000. */
  readonly stallMs?: number
  /** Largest size of a file in bytes. Default: 8 GiB, far above any clip. */
  readonly maxBytes?: number
  /** Number of tries. Each continues where the last one stopped, if the host allows it. Default: 5. */
  readonly tries?: number
  /** Wait in milliseconds before the second try; it doubles with each. Default: 500. */
  readonly retryBaseMs?: number
}

/** A whole download in its part file, flushed to the disk. */
export type Downloaded = Written

/**
 * Streams a URL into a part file. Sends an API key only if `fetch` adds it: most results are on other hosts than the provider's API.
 *
 * @throws {DownloadError} `gone`, `endless` or `refused` at once; `broken` or `unreachable` after the last try
 * @throws {OutputError} if the file cannot be written
 */
export async function downloadFile(url: string, part: PartFile, options: DownloadOptions = {}): Promise<Downloaded> {
  const { signal, tries = RETRIES.download.tries, retryBaseMs = RETRIES.download.baseMs } = options
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await downloadOnce(url, part, options)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof InnerHostError) throw new DownloadError('refused', `the file is not fetched: ${error.message}`, error)
      if (error instanceof OutputError || error instanceof OtherStoreError || (error instanceof DownloadError && FINAL.has(error.reason)))
        throw error
      if (attempt >= tries) throw error instanceof DownloadError ? error : new DownloadError('unreachable', messageOf(url, error), error)
      await sleep(retryBaseMs * 2 ** (attempt - 1), undefined, defined({ signal })).catch(() => signal?.throwIfAborted())
    }
  }
}

/** Reasons after which the same URL is not tried again. */
const FINAL: ReadonlySet<DownloadError['reason']> = new Set(['gone', 'endless', 'refused'])

async function downloadOnce(url: string, part: PartFile, options: DownloadOptions): Promise<Downloaded> {
  if (!/^https?:\/\//i.test(url)) throw new DownloadError('gone', `the provider's result is not a web address: ${url.slice(0, 80)}`)
  const { fetch = pooledFetch, signal, stallMs = WAITS.download.stallMs, maxBytes = 8 * 1024 ** 3 } = options
  const stall = new StallGuard({ stallMs, owner: signal })
  try {
    const resume = part.resumable()
    const headers = resume === undefined ? fileHeaders() : fileHeaders(resume.bytes, 'etag' in resume ? resume.etag : resume.lastModified)
    const response = await fetch(url, { headers, signal: stall.signal })
    // The host's file does not continue the part: start from the beginning.
    if (resume !== undefined && !continues(response, resume)) await toDisk(part, () => part.discard())
    const from = startOf(response, url, resume)
    return await store(response, { part, from, total: from === 0 ? lengthOf(response) : resume?.totalBytes, maxBytes, stall, url })
  } catch (error) {
    // A response that is not read to its end would keep its connection.
    stall.giveUp(error)
    throw error
  } finally {
    stall.end()
  }
}

type Resume = NonNullable<ReturnType<PartFile['resumable']>>

/** Whether a response has the requested rest of a file: uncompressed, of the same content, and the right range. */
function continues(response: ResponseLike, resume: Resume): boolean {
  const { headers } = response
  const range = rangeOf(response)
  const isSame =
    'etag' in resume ? headers.get('etag') === resume.etag : !headers.has('etag') && headers.get('last-modified') === resume.lastModified
  return !isEncoded(response) && isSame && range?.first === resume.bytes && range.total === resume.totalBytes && range.isToEnd
}

const RANGE_NOT_SATISFIABLE = 416

/** Client errors that do not mean that the URL is invalid: the host is busy or slow, or the range is wrong. */
const TRANSIENT: ReadonlySet<number> = new Set([408, RANGE_NOT_SATISFIABLE, 425, 429])

/** The offset in the file at which the response's body begins. */
function startOf(response: ResponseLike, url: string, resume: Resume | undefined): number {
  const { status } = response
  if (status === 200) return 0
  if (status === 206) {
    if (resume !== undefined && continues(response, resume)) return resume.bytes
    // Some hosts send the whole file as a range, whatever the request asks for.
    const range = rangeOf(response)
    if (range?.first === 0 && range.isToEnd) return 0
    throw new DownloadError('broken', `${hostOf(url)} sent another part of the file than requested`)
  }
  if (status >= 400 && status < 500 && !TRANSIENT.has(status)) {
    const says = status === 401 ? 'does not give the file without a key' : 'no longer has the file'
    throw new DownloadError('gone', `${hostOf(url)} ${says} (HTTP ${status})`)
  }
  throw new DownloadError('unreachable', `${hostOf(url)} responded with HTTP ${status}`)
}

type Destination = {
  readonly part: PartFile
  readonly from: number
  readonly total: number | undefined
  readonly maxBytes: number
  readonly stall: StallGuard
  readonly url: string
}

async function store(response: ResponseLike, { part, from, total, maxBytes, stall, url }: Destination): Promise<Downloaded> {
  const most = Math.min(total ?? maxBytes, maxBytes)
  if (total !== undefined && total > maxBytes) throw tooLarge(url, `says that the file has ${total} bytes`, maxBytes)
  const encoding = unreadable(response.headers)
  if (encoding !== undefined)
    throw new DownloadError('broken', `${hostOf(url)} sends the file compressed as ${encoding}, although the request does not allow it`)
  if (total !== undefined) await part.requireRoom(total - from)
  const digest = isEncoded(response) ? undefined : digestOf(response, { isWhole: from === 0 })
  const file = await toDisk(part, () => part.openAt(from))
  let isWhole = false
  let nextCheck = ROOM_STEP
  try {
    // Written after the old bytes are deleted: otherwise, after a kill, they could pass for the beginning of the new content.
    if (from === 0) await toDisk(part, () => part.remember(factsOf(response)))
    for await (const chunk of chunksOf(response.body)) {
      stall.alive()
      if (file.bytes + chunk.byteLength > most) {
        if (most === total) throw new DownloadError('broken', `${hostOf(url)} sent more than the ${total} bytes it declared`)
        throw tooLarge(url, 'does not stop sending', maxBytes)
      }
      if (total === undefined && file.bytes >= nextCheck) {
        await part.requireRoom(ROOM_STEP)
        nextCheck += ROOM_STEP
      }
      await toDisk(part, () => file.add(chunk))
    }
    if (total !== undefined && file.bytes !== total) {
      throw new DownloadError('broken', `${hostOf(url)} sent ${file.bytes} of ${total} bytes`)
    }
    if (file.bytes === 0) throw new DownloadError('broken', `${hostOf(url)} sent an empty file`)
    const written = await toDisk(part, () => file.finish())
    if (digest !== undefined && !(await toDisk(part, () => matches(part.path, digest, written)))) {
      part.forget()
      throw new DownloadError('broken', `the file that ${hostOf(url)} sent does not match its ${digest.algorithm.toUpperCase()}`)
    }
    isWhole = true
    return written
  } finally {
    await file.close()
    // A part that no later try can continue only takes space: a body without an end may have filled the disk.
    if (!isWhole && !part.hasFacts) part.discard()
  }
}

/**
 * A file of unknown length: after each step of so many bytes, the disk must have space for another step, because the journal is on it too.
 */
const ROOM_STEP = 64 * 1024 ** 2

function tooLarge(url: string, what: string, maxBytes: number): DownloadError {
  return new DownloadError('endless', `${hostOf(url)} ${what}; the limit is ${maxBytes} bytes`)
}

/** Runs `work` and turns its errors into `OutputError`s: a retry of the download does not help against errors of the disk. */
async function toDisk<T>(part: PartFile, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new OutputError(part.path, { cause })
  }
}

/** The chunks of a body. Cancels the body if it is not read to its end. */
async function* chunksOf(body: BodyLike | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  if (reader === undefined) return
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** The facts by which a later response can continue this file, if the response has them. */
function factsOf(response: ResponseLike): PartFacts | undefined {
  const totalBytes = lengthOf(response)
  const validator = validatorOf(response)
  return validator !== undefined && totalBytes !== undefined ? { ...validator, totalBytes } : undefined
}

/** How much older than the response a file must be for its date to be a strong validator. */
const MIN_AGE_MS = 60_000

/** A strong `ETag`; without any `ETag`, a strong `Last-Modified` (RFC 9110, sections 8.8.2.2 and 13.1.5). */
function validatorOf({ headers }: ResponseLike): Validator | undefined {
  const etag = headers.get('etag')
  if (etag !== null) return etag.startsWith('"') ? { etag } : undefined
  const lastModified = headers.get('last-modified')
  const age = Date.parse(headers.get('date') ?? '') - Date.parse(lastModified ?? '')
  return lastModified !== null && age >= MIN_AGE_MS ? { lastModified } : undefined
}

/** Aborts a transfer after a silence of `stallMs`, or when its owner aborts. */
class StallGuard {
  readonly #controller = new AbortController()
  readonly #owner: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout
  readonly #stop = () => this.#controller.abort(this.#owner?.reason)

  constructor({ stallMs, owner }: { stallMs: number; owner: AbortSignal | undefined }) {
    this.#owner = owner
    if (owner?.aborted) this.#stop()
    // Not `AbortSignal.any`, whose signals stay referenced by the owner until garbage collection.
    owner?.addEventListener('abort', this.#stop, { once: true })
    this.#timer = setTimeout(
      () => this.#controller.abort(new DownloadError('unreachable', `no data came for ${stallMs / 1000} s`)),
      stallMs,
    )
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Restarts the time-out, because data came. */
  alive(): void {
    this.#timer.refresh()
  }

  /** Aborts the transfer. */
  giveUp(reason: unknown): void {
    this.#controller.abort(reason)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#owner?.removeEventListener('abort', this.#stop)
  }
}

// Messages name only the host, because the rest of a result's URL may hold a signature.
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the file host'
}

function messageOf(url: string, error: unknown): string {
  const cause =
    error instanceof Error && error.cause instanceof Error ? error.cause.message : error instanceof Error ? error.message : String(error)
  return `${hostOf(url)} could not be reached: ${cause}`
}
