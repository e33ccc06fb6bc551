import type { ProviderModel } from '../../ir/model.ts'
import { type GeneratedFile, type Origin, originNote } from '../generated-file.ts'
import { manifestSchema } from './manifest-schema.ts'

/** The published schema of manifests. It keeps its public name, so its `$comment` says that it is generated. */
export function manifestSchemaFile(models: readonly ProviderModel[], path: string, origin: Origin): GeneratedFile {
  return { path, text: `${JSON.stringify(manifestSchema(models, originNote(origin)), null, 1)}\n` }
}
