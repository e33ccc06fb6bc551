import { defined } from '../contract/defined.ts'
import { NotJsonError, OutcomeUnknownError } from '../errors/request-errors.ts'
import type { Clock } from '../http/clock.ts'
import { maskedHeaders } from '../http/mask.ts'
import type { Safety } from '../http/retry-policy.ts'
import type { BodyLike, RawResponse, ResponseLike } from '../http/send-and-read.ts'
import { checkedStream } from '../transfer/download.ts'
import { lengthOf } from '../transfer/file-range.ts'
import { type ReadResponseOptions, readResponse, type SuccessResponse } from './read-response.ts'

type FileOptions = {
  /** The MIME types of the file. */
  readonly fileTypes: readonly string[]
  readonly safety: Safety
  readonly idempotencyKey: string | undefined
  readonly timeoutMs: number
  readonly signals: readonly (AbortSignal | undefined)[]
  readonly clock: Clock
}

/** Takes the responses to one request that may be a file. */
type FileAnswers = {
  /**
   * Whether a response is a file of one of the types: it says so, or names another type of the same kind, or only says that it is binary.
   */
  isFile(response: ResponseLike): boolean
  /** Reads a response. The bytes of a file are read later, with a limit of the time without any. */
  read(raw: RawResponse, options: ReadResponseOptions): SuccessResponse
}

/**
 * Takes responses whose body is itself a file. Only clients of providers with such responses have this code.
 *
 * @param url of the request, without the API key
 */
export function fileAnswers(
  url: string,
  { fileTypes, ...others }: Omit<FileOptions, 'fileTypes'> & { readonly fileTypes: readonly string[] | undefined },
): FileAnswers | undefined {
  if (fileTypes === undefined) return undefined
  const options = { ...others, fileTypes, url }
  const kinds = new Set(fileTypes.map(kindOf))
  return {
    isFile({ status, headers }) {
      const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
      return status === 200 && (fileTypes.includes(type) || BINARY.has(type) || (MEDIA.has(kindOf(type)) && kinds.has(kindOf(type))))
    },
    read: (raw, reading) =>
      raw.file === undefined ? readOther(raw, reading, fileTypes) : readFile({ ...raw, body: raw.file }, { ...reading, ...options }),
  }
}

function readFile(
  raw: RawResponse & { readonly body: BodyLike },
  options: FileOptions & ReadResponseOptions & { readonly url: string },
): SuccessResponse {
  const { facts, mask, url, safety, idempotencyKey: key = '', timeoutMs, signals, clock } = options
  const { status, headers } = raw
  const totalBytes = lengthOf(raw)
  const reader = raw.body.getReader()
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
      errorOf: (cause) => (safety === 'free' ? cause : new OutcomeUnknownError(facts, { key, repeatable: safety === 'keyed', cause })),
    },
  )
  const type = headers.get('content-type') ?? undefined
  const file = { stream, offset: 0, ...defined({ totalBytes, type }) }
  const address = facts.method === 'GET' ? url : undefined
  return { status, headers: maskedHeaders(headers, mask), text: '', body: undefined, file, facts, ...defined({ address }) }
}

function readOther(raw: RawResponse, options: ReadResponseOptions, fileTypes: readonly string[]): SuccessResponse {
  try {
    return readResponse(raw, options)
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error
    const { status, contentType, excerpt } = error
    const found = `${contentType ?? 'of no type'}, and neither ${fileTypes.join(', ')} nor JSON`
    throw new NotJsonError(options.facts, { status, contentType, excerpt, found })
  }
}

const BINARY: ReadonlySet<string> = new Set(['application/octet-stream', 'binary/octet-stream'])
const MEDIA: ReadonlySet<string> = new Set(['audio', 'image', 'video'])

function kindOf(type: string): string {
  return type.split('/')[0] ?? ''
}
