import { readFileSync } from 'node:fs'

/** The parts of the dialect's schema that are checked on their own. */
export type DialectPart = 'errors' | 'field' | 'jwt' | 'operation' | 'operations' | 'price' | 'provider' | 'task' | 'tasks' | 'webhook'

type DialectSchema = {
  readonly $id: string
  /** The extensions of a document's root. */
  readonly properties: Readonly<Record<string, object>>
  readonly $defs: Readonly<Record<DialectPart, { readonly properties: Readonly<Record<string, object>> }>>
}

let schema: DialectSchema | undefined

/** The JSON Schema of the dialect, `schema/dialect.schema.json`. The file is read once, on the first call. */
export function dialectSchema(): DialectSchema {
  schema ??= JSON.parse(readFileSync(new URL('../../../schema/dialect.schema.json', import.meta.url), 'utf8')) as DialectSchema
  return schema
}

/** Names of the extensions that a schema of a document may carry. */
export function fieldExtensionNames(): readonly string[] {
  return Object.keys(dialectSchema().$defs.field.properties)
}
