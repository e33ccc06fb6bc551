import { setTimeout as sleep } from 'node:timers/promises'
import { defined } from '@shotlist/codegen/defined'
import type { BodyLike, FetchLike, ResponseLike } from '@shotlist/core'
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
  /** How long the host may stay silent, before an answer or between two pieces of it. Default: 30 000. */
  readonly stallMs?: number
  /** The most bytes a file may have. Default: 8 GiB, far above any clip. */
  readonly maxBytes?: number
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
  const { signal, tries = RETRIES.download.tries, retryBaseMs = RETRIES.download.baseMs } = options
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await downloadOnce(url, part, options)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof InnerHostError) throw new DownloadError('refused', `the file is not fetched: ${error.message}`, error)
      if (error instanceof OutputError || (error instanceof DownloadError && FINAL.has(error.reason))) throw error
      if (attempt >= tries) throw error instanceof DownloadError ? error : new DownloadError('unreachable', messageOf(url, error), error)
      await sleep(retryBaseMs * 2 ** (attempt - 1), undefined, defined({ signal })).catch(() => signal?.throwIfAborted())
    }
  }
}

/** Trying the same URL again does not help. */
const FINAL: ReadonlySet<DownloadError['reason']> = new Set(['gone', 'endless', 'refused'])

async function downloadOnce(url: string, part: PartFile, options: DownloadOptions): Promise<Downloaded> {
  if (!/^https?:\/\//i.test(url)) throw new DownloadError('gone', `the provider's result is not a web address: ${url.slice(0, 80)}`)
  const { fetch = pooledFetch, signal, stallMs = WAITS.download.stallMs, maxBytes = 8 * 1024 ** 3 } = options
  const stall = new StallGuard({ stallMs, owner: signal })
  try {
    const resume = part.resumable()
    const answer = await fetch(url, {
      // A compressed answer's declared length would not be the file's.
      headers: {
        'accept-encoding': 'identity',
        ...(resume && { range: `bytes=${resume.bytes}-`, 'if-range': 'etag' in resume ? resume.etag : resume.lastModified }),
      },
      signal: stall.signal,
    })
    // What is here does not go on as the host has it: from the beginning, then.
    if (resume !== undefined && !continues(answer, resume)) await toDisk(part, () => part.discard())
    const from = startOf(answer, url, resume)
    return await store(answer, { part, from, total: from === 0 ? lengthOf(answer) : resume?.totalBytes, maxBytes, stall, url })
  } catch (error) {
    // What is not read to its end would keep its connection.
    stall.giveUp(error)
    throw error
  } finally {
    stall.end()
  }
}

type Resume = NonNullable<ReturnType<PartFile['resumable']>>

/** Whether an answer to a request for the rest of a file has that rest: as it stands, of the same content, and not another part. */
function continues(answer: ResponseLike, resume: Resume): boolean {
  const { headers } = answer
  const range = rangeOf(answer)
  const isSame =
    'etag' in resume ? headers.get('etag') === resume.etag : !headers.has('etag') && headers.get('last-modified') === resume.lastModified
  return !isEncoded(answer) && isSame && range?.first === resume.bytes && range.total === resume.totalBytes && range.isToEnd
}

/** Which part of a file an answer says to have (RFC 9110, section 14.4). */
function rangeOf({ status, headers }: ResponseLike): { first: number; total: number; isToEnd: boolean } | undefined {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? []
  if (status !== 206 || first === undefined) return undefined
  return { first: Number(first), total: Number(total), isToEnd: Number(last) + 1 === Number(total) }
}

const RANGE_NOT_SATISFIABLE = 416

/** Refusals that say nothing of the URL: the host is busy, or slow. */
const PASSING: ReadonlySet<number> = new Set([408, RANGE_NOT_SATISFIABLE, 425, 429])

/** Where in the file the answer's body begins. */
function startOf(answer: ResponseLike, url: string, resume: Resume | undefined): number {
  const { status } = answer
  if (status === 200) return 0
  if (status === 206) {
    if (resume !== undefined && continues(answer, resume)) return resume.bytes
    // Some hosts send the whole as a part, whatever was asked for.
    const range = rangeOf(answer)
    if (range?.first === 0 && range.isToEnd) return 0
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
  readonly maxBytes: number
  readonly stall: StallGuard
  readonly url: string
}

async function store(answer: ResponseLike, { part, from, total, maxBytes, stall, url }: Destination): Promise<Downloaded> {
  const most = Math.min(total ?? maxBytes, maxBytes)
  if (total !== undefined && total > maxBytes) throw tooLarge(url, `says that its file has ${total} bytes`, maxBytes)
  const encoding = unreadable(answer.headers)
  if (encoding !== undefined) throw new DownloadError('broken', `${hostOf(url)} sends the file as ${encoding}, though it was asked not to`)
  if (total !== undefined) await part.requireRoom(total - from)
  const digest = isEncoded(answer) ? undefined : digestOf(answer, { isWhole: from === 0 })
  const file = await toDisk(part, () => part.openAt(from))
  let isWhole = false
  let nextLook = ROOM_STEP
  try {
    // Only now that the old bytes are gone: a process that is killed between must not take them for the beginning of the new content.
    if (from === 0) await toDisk(part, () => part.remember(factsOf(answer)))
    for await (const chunk of chunksOf(answer.body)) {
      stall.alive()
      if (file.bytes + chunk.byteLength > most) {
        if (most === total) throw new DownloadError('broken', `${hostOf(url)} sent more than the ${total} bytes it declared`)
        throw tooLarge(url, 'does not stop sending', maxBytes)
      }
      if (total === undefined && file.bytes >= nextLook) {
        await part.requireRoom(ROOM_STEP)
        nextLook += ROOM_STEP
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
      throw new DownloadError('broken', `what ${hostOf(url)} sent is not what it has by its ${digest.algorithm.toUpperCase()}`)
    }
    isWhole = true
    return written
  } finally {
    await file.close()
    // What no later try can go on with is of no use, and takes room: all that is left, where a body has no end.
    if (!isWhole && !part.hasFacts) part.discard()
  }
}

/** After so many bytes of a file whose length is not known, the disk must have room for as many again: the journal lies on it too. */
const ROOM_STEP = 64 * 1024 ** 2

function tooLarge(url: string, what: string, maxBytes: number): DownloadError {
  return new DownloadError('endless', `${hostOf(url)} ${what}; ${maxBytes} is the most that is taken`)
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

/** Whether the bytes that were sent are others than the file's: their length says nothing of it, and a part of them cannot be joined. */
function isEncoded({ headers }: ResponseLike): boolean {
  return !['', 'identity'].includes((headers.get('content-encoding') ?? '').trim().toLowerCase())
}

/** Length of the whole file, where the answer says it. */
function lengthOf(answer: ResponseLike): number | undefined {
  if (isEncoded(answer)) return undefined
  const range = rangeOf(answer)
  if (range !== undefined) return range.total
  const declared = answer.headers.get('content-length')
  return declared !== null && /^\d+$/.test(declared) ? Number(declared) : undefined
}

/** What proves that a rest belongs to the same bytes, where the answer has it. */
function factsOf(answer: ResponseLike): PartFacts | undefined {
  const totalBytes = lengthOf(answer)
  const validator = validatorOf(answer)
  return validator !== undefined && totalBytes !== undefined ? { ...validator, totalBytes } : undefined
}

/** By how much a file must be older than the answer, for its date to prove that it was not changed within the same second by another clock. */
const APART_MS = 60_000

/** A strong ETag; where there is none at all, a date that is strong (RFC 9110, sections 8.8.2.2 and 13.1.5). */
function validatorOf({ headers }: ResponseLike): Validator | undefined {
  const etag = headers.get('etag')
  if (etag !== null) return etag.startsWith('"') ? { etag } : undefined
  const lastModified = headers.get('last-modified')
  const age = Date.parse(headers.get('date') ?? '') - Date.parse(lastModified ?? '')
  return lastModified !== null && age >= APART_MS ? { lastModified } : undefined
}

/** Aborts a transfer that stays silent for too long, or with its owner. */
class StallGuard {
  readonly #controller = new AbortController()
  readonly #owner: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout
  readonly #stop = () => this.#controller.abort(this.#owner?.reason)

  constructor({ stallMs, owner }: { stallMs: number; owner: AbortSignal | undefined }) {
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
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the file host'
}

function messageOf(url: string, error: unknown): string {
  const cause =
    error instanceof Error && error.cause instanceof Error ? error.cause.message : error instanceof Error ? error.message : String(error)
  return `${hostOf(url)} could not be reached: ${cause}`
}
