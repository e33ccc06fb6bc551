import { defined } from '../contract/defined.ts'
import { DownloadError } from '../errors/download-error.ts'
import { AbortedError } from '../errors/shotlist-error.ts'
import { type Clock, systemClock } from '../http/clock.ts'
import { DEFAULTS } from '../http/defaults.ts'
import type { BodyLike, FetchLike, ResponseLike } from '../http/exchange.ts'
import { isMasked, publicUrl } from '../http/mask.ts'
import { failureText } from '../http/message-text.ts'
import { openTimeScope } from '../http/time-scope.ts'

export type DownloadOptions = {
  readonly fetch?: FetchLike | undefined
  readonly signal?: AbortSignal | undefined
  /** How long the host may take for its first byte, and then between any two parts. A long file may take longer. Default: 60 000. */
  readonly timeoutMs?: number | undefined
  /** Goes on from this byte, where the host can. Look at `offset`: it starts anew where it cannot. */
  readonly from?: number | undefined
  /** The `etag` of what is there already: a file that has changed since is sent whole. A weak one (`W/`) proves nothing: the file is sent whole. */
  readonly etag?: string | undefined
  readonly clock?: Clock | undefined
}

/** A file on its way. */
export type Download = {
  /** The bytes from `offset` on. Errors when they stop coming, or are fewer than declared. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  /** The first byte sent: 0, or `from`. */
  readonly offset: number
  /** Length of the whole file, where the host declares it. */
  readonly totalBytes?: number
  /** MIME type as declared. */
  readonly type?: string
  readonly etag?: string
}

function numberIn(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

/** `bytes 100-199/200`: the first byte and the length of the whole. */
function contentRange(header: string | null): { readonly first?: number; readonly total?: number } {
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? '') ?? []
  const known = { first: numberIn(first), total: numberIn(total) }
  return defined({ first: known.first, total: known.total })
}

/**
 * Fetches a file, such as a finished clip. No key goes along: clips are at hosts of their own.
 *
 * @throws DownloadError, AbortedError; the stream errors with the same.
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Download> {
  const { etag, signal, timeoutMs = DEFAULTS.timeoutMs, clock = systemClock } = options
  const from = etag?.startsWith('W/') === true ? 0 : (options.from ?? 0)
  const fetch = options.fetch ?? globalThis.fetch
  const at = publicUrl(url)
  if (isMasked(url)) throw new DownloadError('the address repeats a key, which was taken out of it', { url: at })
  const headers: Record<string, string> = { 'accept-encoding': 'identity' }
  if (from > 0) headers['range'] = `bytes=${from}-`
  if (from > 0 && etag !== undefined) headers['if-range'] = etag
  const stop = new AbortController()
  const scope = openTimeScope({ signals: [signal], timeoutMs, clock })
  let response: ResponseLike
  try {
    response = await scope.race(fetch(url, { headers, signal: stop.signal }))
  } catch (error) {
    stop.abort()
    if (scope.timedOut) throw new DownloadError(`no answer within ${timeoutMs} ms`, { url: at })
    if (scope.signal.aborted) throw new AbortedError('download', { cause: scope.signal.reason })
    throw new DownloadError(`the file could not be fetched: ${failureText(error)}`, { url: at, cause: error })
  } finally {
    scope.close()
  }
  const { status, body } = response
  const range = contentRange(response.headers.get('content-range'))
  const offset = status === 206 ? (range.first ?? -1) : 0
  if ((status !== 200 && status !== 206) || body === null || (offset !== 0 && offset !== from)) {
    stop.abort()
    throw new DownloadError(`the file's host answered with HTTP ${status}`, { url: at, status })
  }
  const tag = response.headers.get('etag')
  // The rest of other content, joined to what is there already, would be a broken file.
  if (offset > 0 && etag !== undefined && tag !== etag) {
    stop.abort()
    throw new DownloadError('the file has changed since it was begun: fetch it from the beginning', { url: at, status })
  }
  // With an encoding the length is that of other bytes than those that come out here.
  const encoded = response.headers.has('content-encoding') && response.headers.get('content-encoding') !== 'identity'
  const declared = encoded ? undefined : numberIn(response.headers.get('content-length'))
  const totalBytes = (encoded ? undefined : range.total) ?? (declared === undefined ? undefined : offset + declared)
  const type = response.headers.get('content-type')
  return {
    stream: checkedStream(body, {
      expectedBytes: totalBytes === undefined ? undefined : totalBytes - offset,
      signal,
      timeoutMs,
      clock,
      url: at,
      stop: () => stop.abort(),
    }),
    offset,
    ...defined({ totalBytes, type: type === null ? undefined : type, etag: tag === null ? undefined : tag }),
  }
}

type CheckOptions = {
  /** Undefined where the host does not say. */
  readonly expectedBytes: number | undefined
  readonly signal: AbortSignal | undefined
  /** The longest pause between two parts. */
  readonly timeoutMs: number
  readonly clock: Clock
  /** Fit to be shown. */
  readonly url: string
  /** Ends the transfer below. */
  readonly stop: () => void
}

/** Passes bytes on as they are asked for, and errors when they stop coming, are too many, or end too early. */
function checkedStream(source: BodyLike, options: CheckOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { expectedBytes, signal, timeoutMs, clock, url, stop } = options
  const reader = source.getReader()
  let received = 0

  const next = async (): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> => {
    const scope = openTimeScope({ signals: [signal], timeoutMs, clock })
    try {
      return await scope.race(reader.read())
    } catch (error) {
      if (scope.timedOut) throw new DownloadError(`nothing came for ${timeoutMs} ms, after ${received} bytes`, { url })
      if (scope.signal.aborted) throw new AbortedError('download', { cause: scope.signal.reason })
      throw new DownloadError(`the connection broke off after ${received} bytes: ${failureText(error)}`, { url, cause: error })
    } finally {
      scope.close()
    }
  }

  return new ReadableStream(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await next()
          received += value?.byteLength ?? 0
          if (expectedBytes !== undefined && (received > expectedBytes || (done && received < expectedBytes))) {
            throw new DownloadError(`${received} bytes came, where ${expectedBytes} were declared`, { url })
          }
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          stop()
          controller.error(error)
        }
      },
      cancel: () => stop(),
    },
    { highWaterMark: 0 },
  )
}
