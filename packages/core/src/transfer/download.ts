import { defined } from '../contract/defined.ts'
import { DownloadError } from '../errors/download-error.ts'
import { AbortedError } from '../errors/shotlist-error.ts'
import { type Clock, systemClock } from '../http/clock.ts'
import { DEFAULTS } from '../http/defaults.ts'
import { isMasked, publicUrl } from '../http/mask.ts'
import { failureText } from '../http/message-text.ts'
import type { BodyLike, FetchLike, ResponseLike } from '../http/send-and-read.ts'
import { openTimeScope } from '../http/time-scope.ts'
import { fileHeaders, lengthOf, rangeOf } from './file-range.ts'

export type DownloadOptions = {
  readonly fetch?: FetchLike | undefined
  readonly signal?: AbortSignal | undefined
  /** Limit, in milliseconds, of the wait for the response and then for each part; not of the whole download. Default: 60 000. */
  readonly timeoutMs?: number | undefined
  /** Continue from this byte, if the host supports it. If it does not, `offset` is 0 and the file comes whole. */
  readonly from?: number | undefined
  /** The `etag` of the partial download: if the file has changed since, it is sent whole. The same if the etag is weak (`W/`), which proves nothing. */
  readonly etag?: string | undefined
  readonly clock?: Clock | undefined
}

/** A download in progress. */
export type Download = {
  /** The bytes from `offset` on. It errors if no bytes come for `timeoutMs`, or if fewer or more than declared come. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  /** Position of the stream's first byte in the file: 0, or `from`. */
  readonly offset: number
  /** Length of the whole file, if the host declares it. */
  readonly totalBytes?: number
  /** MIME type, as the host declares it. */
  readonly type?: string
  readonly etag?: string
}

/**
 * Downloads a file, such as a finished clip. The API key is not sent, because other hosts serve most files. A file that needs it is fetched with
 * `outputFetch` of a client's engine as `fetch`.
 *
 * @throws DownloadError, AbortedError; the stream errors with the same classes.
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Download> {
  const { etag, signal, timeoutMs = DEFAULTS.timeoutMs, clock = systemClock } = options
  const from = etag?.startsWith('W/') === true ? 0 : (options.from ?? 0)
  const fetch = options.fetch ?? globalThis.fetch
  const at = publicUrl(url)
  if (isMasked(url)) throw new DownloadError('the URL contains a key, which is masked', { url: at })
  const stop = new AbortController()
  const scope = openTimeScope({ signals: [signal], timeoutMs, clock })
  let response: ResponseLike
  try {
    response = await scope.race(fetch(url, { headers: fileHeaders(from, etag), signal: stop.signal }))
  } catch (error) {
    stop.abort()
    if (scope.timedOut) throw new DownloadError(`no response within ${timeoutMs} ms`, { url: at })
    if (scope.signal.aborted) throw new AbortedError('download', { cause: scope.signal.reason })
    throw new DownloadError(`the file could not be fetched: ${failureText(error)}`, { url: at, cause: error })
  } finally {
    scope.close()
  }
  const { status, body } = response
  const offset = status === 206 ? (rangeOf(response)?.first ?? -1) : 0
  if ((status !== 200 && status !== 206) || body === null || (offset !== 0 && offset !== from)) {
    stop.abort()
    throw new DownloadError(`the file's host responded with HTTP ${status}`, { url: at, status })
  }
  const tag = response.headers.get('etag')
  // The rest of another version, appended to the partial download, would make a broken file.
  if (offset > 0 && etag !== undefined && tag !== etag) {
    stop.abort()
    throw new DownloadError('the file has changed since the partial download: fetch it from the beginning', { url: at, status })
  }
  const totalBytes = lengthOf(response)
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
  /** Undefined if the host does not declare it. */
  readonly expectedBytes: number | undefined
  readonly signal: AbortSignal | undefined
  /** The longest wait for a part. */
  readonly timeoutMs: number
  readonly clock: Clock
  /** Without its query: for messages. */
  readonly url: string
  /** Aborts the transfer. */
  readonly stop: () => void
  /** The error of the stream, if it is another one than what went wrong. */
  readonly errorOf?: (error: unknown) => unknown
}

/** Passes bytes on as the reader requests them. Errors if they stop coming, or if more or fewer than expected come. */
export function checkedStream(source: BodyLike, options: CheckOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { expectedBytes, signal, timeoutMs, clock, url, stop, errorOf = (error) => error } = options
  const reader = source.getReader()
  let received = 0

  const next = async (): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> => {
    const scope = openTimeScope({ signals: [signal], timeoutMs, clock })
    try {
      return await scope.race(reader.read())
    } catch (error) {
      if (scope.timedOut) throw new DownloadError(`no data for ${timeoutMs} ms, after ${received} bytes`, { url })
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
            throw new DownloadError(`received ${received} bytes, but the host declared ${expectedBytes}`, { url })
          }
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          stop()
          controller.error(errorOf(error))
        }
      },
      cancel: () => stop(),
    },
    { highWaterMark: 0 },
  )
}
