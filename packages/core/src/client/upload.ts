import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { readOutputs } from '../expressions/read-outputs.ts'
import { isMasked } from '../http/mask.ts'
import { withinTime } from '../http/within-time.ts'
import { buildRequest } from '../requests/build-request.ts'
import { formOf } from '../requests/form.ts'
import { checkUpload } from '../transfer/check-upload.ts'
import type { FileInput } from '../transfer/file-input.ts'
import { uploadSource } from '../transfer/upload-source.ts'
import type { UploadOptions } from './client-options.ts'
import type { Engine, EngineOperation } from './engine.ts'
import type { UploadResult } from './provider-client.ts'

/** Uploads a file. Uploads cost nothing, so that they are repeated like reads. */
export const uploadFile = async (
  engine: Engine,
  operation: EngineOperation,
  file: FileInput,
  { fields = {}, ...options }: UploadOptions = {},
): Promise<UploadResult> => {
  const { name, upload: rule, outputs = {} } = operation
  if (rule === undefined) throw new TypeError(`${name} takes no file.`)
  const given = await withinTime(uploadSource(file), {
    operation: name,
    signals: [engine.signal, options.signal],
    // A file may be as long as it is; what is bounded is its transfer.
    timeoutMs: Number.POSITIVE_INFINITY,
    clock: engine.clock,
  })
  const refuse = (message: string) => new InvalidInputError(name, [{ pointer: `/${rule.file}`, message: `${rule.file} ${message}` }])
  if (given === undefined) throw refuse('must be a file: a Blob (in Node: await openAsBlob(path)), bytes, a stream, or { url }')
  const source = 'blob' in given ? { ...given, blob: await checkUpload(name, given.blob, rule) } : given
  if ('url' in source && rule.url === undefined) throw refuse('must be a file: the provider does not fetch URLs here')
  const input = 'url' in source ? { ...fields, [rule.url ?? '']: source.url } : { ...fields, [rule.file]: source }
  const request = buildRequest(operation, input, { ...engine, ...(operation.body === 'form' ? { write: formOf } : {}) })
  return engine.send(request, { ...options, safety: 'free' }, (answer) => {
    const read = readOutputs(outputs, answer)
    const value = read[rule.result]
    if (value === undefined) throw new UnexpectedAnswerError(answer.facts, { message: `a good answer, but without ${rule.result}` })
    if (isMasked(String(value))) throw new UnexpectedAnswerError(answer.facts, { message: `${rule.result} repeats a key: ${value}` })
    return { value: String(value), outputs: read, body: answer.body }
  })
}
