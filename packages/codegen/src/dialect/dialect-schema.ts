import { readFileSync } from 'node:fs'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { fits } from '../explain/fits.ts'
import { newAjv } from '../explain/new-ajv.ts'

/** The parts of the dialect's schema that are checked by themselves. */
export type DialectPart = 'errors' | 'field' | 'operation' | 'operations' | 'price' | 'provider' | 'task' | 'tasks' | 'webhook'

type DialectSchema = { readonly $id: string; readonly $defs: Readonly<Record<DialectPart, object>> }

let schema: DialectSchema | undefined
let ajv: ReturnType<typeof newAjv> | undefined
const validators = new Map<DialectPart, ValidateFunction>()

/** What one part of the dialect's schema, `schema/dialect.schema.json`, says against a value. */
export function checkDialect(part: DialectPart, value: unknown): readonly ErrorObject[] {
  schema ??= JSON.parse(readFileSync(new URL('../../schema/dialect.schema.json', import.meta.url), 'utf8')) as DialectSchema
  // Validators are compiled for those who made a mistake: everybody else saves the time.
  if (fits(schema.$defs[part], value, schema) === true) return []
  const validate = validators.get(part) ?? compile(part, schema)
  validators.set(part, validate)
  return validate(value) ? [] : (validate.errors ?? [])
}

function compile(part: DialectPart, { $id, ...rest }: DialectSchema): ValidateFunction {
  ajv ??= newAjv({ verbose: true }).addSchema({ $id, ...rest })
  return ajv.compile({ $ref: `${$id}#/$defs/${part}` })
}
