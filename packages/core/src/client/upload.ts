import { defined } from '../contract/defined.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { readOutputs } from '../expressions/evaluate.ts'
import { isMasked } from '../http/mask.ts'
import { withinTime } from '../http/time-scope.ts'
import { mapAt } from '../json/pointer.ts'
import { buildRequest, formOf } from '../requests/build-request.ts'
import type { Outputs } from '../tasks/task.ts'
import { checkUpload } from '../transfer/check-upload.ts'
import { type FileInput, isFileInput, uploadSource } from '../transfer/file-input.ts'
import type { CallResult } from './call.ts'
import type { CallOptions, Input, UploadOptions } from './client-options.ts'
import { type ClientContext, type ClientOperation, operationOf } from './context.ts'

/** An uploaded file. */
export type UploadResult<O = Outputs, Body = unknown> = CallResult<O, Body> & {
  /** The file's id at the provider, for the fields that accept this upload. */
  readonly value: string
}

/**
 * Uploads a file. Uploads cost nothing, so they are repeated like reads.
 *
 * @throws InvalidInputError if the provider does not accept the file.
 */
export async function uploadFile(
  context: ClientContext,
  operation: ClientOperation,
  file: FileInput,
  { fields = {}, ...options }: UploadOptions = {},
): Promise<UploadResult> {
  const { name, upload: rule, outputs = {} } = operation
  if (rule === undefined) throw new TypeError(`${name} does not accept a file.`)
  const given = await withinTime(uploadSource(file), {
    operation: name,
    signals: [context.signal, options.signal],
    // Reading the caller's stream has no time limit; only the transfer has one.
    timeoutMs: Number.POSITIVE_INFINITY,
    clock: context.clock,
  })
  const refuse = (message: string) => new InvalidInputError(name, [{ pointer: `/${rule.file}`, message: `${rule.file} ${message}` }])
  if (given === undefined) throw refuse('must be a file: a Blob (in Node: await openAsBlob(path)), bytes, a stream, or { url }')
  const source = 'blob' in given ? { ...given, blob: await checkUpload(name, given.blob, rule) } : given
  if ('url' in source && rule.url === undefined) throw refuse('must be a file: the provider does not fetch URLs here')
  const input = 'url' in source ? { ...fields, [rule.url ?? '']: source.url } : { ...fields, [rule.file]: source }
  const request = buildRequest(operation, input, { ...context, ...defined({ write: operation.body === 'form' ? formOf : undefined }) })
  return context.send(request, { ...options, safety: 'free' }, (response) => {
    const read = readOutputs(outputs, response, context)
    const value = read[rule.result]
    if (value === undefined) throw new UnexpectedAnswerError(response.facts, { message: `a success response without ${rule.result}` })
    if (isMasked(String(value))) throw new UnexpectedAnswerError(response.facts, { message: `${rule.result} contains a key: ${value}` })
    return { value: String(value), outputs: read, body: response.body }
  })
}

/** Uploads the files of an input concurrently and returns the input with their ids. An object that occurs twice is uploaded once. */
export async function uploadFiles(
  context: ClientContext,
  { uploads = {} }: ClientOperation,
  input: Input,
  options: CallOptions,
): Promise<Input> {
  const ids = new Map<FileInput, Promise<string>>()
  const idOf = async (operation: string, file: FileInput): Promise<string> =>
    (await uploadFile(context, operationOf(context, operation), file, options)).value
  for (const [pattern, operation] of Object.entries(uploads)) {
    mapAt(input, pattern, (value) => {
      if (isFileInput(value) && !ids.has(value)) ids.set(value, idOf(operation, value))
      return value
    })
  }
  const idByFile = new Map<unknown, string>(await Promise.all([...ids].map(async ([file, id]) => [file, await id] as const)))
  let result = input
  for (const pattern of Object.keys(uploads)) result = mapAt(result, pattern, (value) => idByFile.get(value) ?? value)
  return result
}
