import { defined } from '../contract/defined.ts'
import type { OutputRule } from '../contract/index.ts'
import type { RequestFacts } from '../errors/request-errors.ts'
import type { Clock } from '../http/clock.ts'
import { type Mask, maskedHeaders } from '../http/mask.ts'
import type { BodyLike, RawResponse, ResponseLike } from '../http/send-and-read.ts'
import { checkedStream, type Download } from '../transfer/download.ts'
import { lengthOf } from '../transfer/file-range.ts'
import type { SuccessResponse } from './read-response.ts'

/** Takes responses whose body is itself a file. Only clients of providers with such responses have this code. */
export type FileAnswers = typeof FILE_ANSWERS

type OpenOptions = {
  readonly raw: RawResponse
  readonly facts: RequestFacts
  readonly mask: Mask
  readonly timeoutMs: number
  readonly signals: readonly (AbortSignal | undefined)[]
  readonly clock: Clock
  readonly errorOf?: (error: unknown) => unknown
}

export const FILE_ANSWERS = {
  /**
   * Whether a response is a file of one of these MIME types: it says so, or names another type of the same kind, or only says that it is binary.
   */
  isFile({ status, headers }: ResponseLike, types: readonly string[]): boolean {
    const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    const kinds = types.map((each) => each.split('/')[0])
    return status === 200 && (types.includes(type) || BINARY.has(type) || (MEDIA.has(kindOf(type)) && kinds.includes(kindOf(type))))
  },

  /** The success response of a file. Its bytes are read later, with a limit of the time without any. */
  open(body: BodyLike, { raw, facts, mask, signals, timeoutMs, clock, errorOf }: OpenOptions): SuccessResponse {
    const { status, headers } = raw
    const totalBytes = lengthOf({ ...raw, body })
    const reader = body.getReader()
    const given = signals.filter((signal) => signal !== undefined)
    const stream = checkedStream(
      { getReader: () => reader },
      {
        expectedBytes: totalBytes,
        signal: given.length > 1 ? AbortSignal.any(given) : given[0],
        timeoutMs,
        clock,
        url: facts.url,
        stop: () => void reader.cancel().catch(() => undefined),
        ...defined({ errorOf }),
      },
    )
    const type = headers.get('content-type') ?? undefined
    const file = { stream, offset: 0, ...defined({ totalBytes, type }) }
    return { status, headers: maskedHeaders(headers, mask), text: '', body: undefined, file, facts }
  },

  /**
   * The outputs of a task that are the body of this response: the address of the request, at which the file is read again. This response is not
   * read further.
   */
  outputs(
    rules: Readonly<Record<string, OutputRule>>,
    file: Download,
    from: { readonly url: string; readonly in?: OutputRule['in'] },
  ): Record<string, string> {
    file.stream.cancel().catch(() => undefined)
    return Object.fromEntries(Object.entries(rules).flatMap(([name, rule]) => (rule.body && rule.in === from.in ? [[name, from.url]] : [])))
  },
}

const BINARY: ReadonlySet<string> = new Set(['application/octet-stream', 'binary/octet-stream'])
const MEDIA: ReadonlySet<string> = new Set(['audio', 'image', 'video'])

function kindOf(type: string): string {
  return type.split('/')[0] ?? ''
}
