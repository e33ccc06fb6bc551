import type { ProviderModel } from '../../ir/model.ts'
import { type GeneratedFile, type Origin, originNote } from '../generated-file.ts'

/** A provider's whole model as JSON, so that a shipped provider needs no compiling at run time. */
export function catalogFile(model: ProviderModel, folder: string, origin: Origin): GeneratedFile {
  const text = `${JSON.stringify({ $comment: originNote(origin), ...model }, null, 1)}\n`
  return { path: `${folder}/${model.table.id}.gen.json`, text }
}
