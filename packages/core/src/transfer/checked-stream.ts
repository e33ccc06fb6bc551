import { AbortedError } from '../errors/aborted-error.ts'
import { DownloadError } from '../errors/download-error.ts'
import type { Clock } from '../http/clock.ts'
import { failureText } from '../http/failure-text.ts'
import type { BodyLike } from '../http/fetch-like.ts'
import { openTimeScope } from '../http/time-scope.ts'

export type CheckOptions = {
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
export const checkedStream = (source: BodyLike, options: CheckOptions): ReadableStream<Uint8Array<ArrayBuffer>> => {
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
