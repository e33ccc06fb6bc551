import { mapAt } from '../json/map-at.ts'
import type { FileInput } from '../transfer/file-input.ts'
import { isFileInput } from '../transfer/is-file-input.ts'
import type { CallOptions } from './client-options.ts'
import { type Engine, type EngineOperation, operationOf } from './engine.ts'
import type { Input } from './provider-client.ts'
import { uploadFile } from './upload.ts'

/** Uploads the files in an input, all at once, and gives the input with their ids. The same object is uploaded once. */
export const uploadFiles = async (
  engine: Engine,
  { uploads = {} }: EngineOperation,
  input: Input,
  options: CallOptions,
): Promise<Input> => {
  const ids = new Map<FileInput, Promise<string>>()
  const idOf = async (operation: string, file: FileInput): Promise<string> =>
    (await uploadFile(engine, operationOf(engine, operation), file, options)).value
  for (const [pattern, operation] of Object.entries(uploads)) {
    mapAt(input, pattern, (value) => {
      if (isFileInput(value) && !ids.has(value)) ids.set(value, idOf(operation, value))
      return value
    })
  }
  const known = new Map<unknown, string>(await Promise.all([...ids].map(async ([file, id]) => [file, await id] as const)))
  let result = input
  for (const pattern of Object.keys(uploads)) result = mapAt(result, pattern, (value) => known.get(value) ?? value)
  return result
}
