import { collectMessages, explainErrors, fromDocuments, newAjv, type ProviderModel } from '@shotlist/codegen'
import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Json } from '../responses/json.ts'
import { roundedCopy } from '../responses/json.ts'
import type { Schema } from '../responses/schema.ts'

const MAX_SHOWN = 3

const checks = new WeakMap<ProviderModel, SchemaCheck>()

/** The checker of a document, shared by all emulators that serve it, because compiling validators is slow. */
export function schemaCheckOf(model: ProviderModel): SchemaCheck {
  const known = checks.get(model) ?? new SchemaCheck()
  checks.set(model, known)
  return known
}

/** Checks values against the document's schemas. Validators are compiled on first use. */
export class SchemaCheck {
  readonly #exact = newAjv({ ...fromDocuments, verbose: true })
  readonly #coercing = newAjv({ ...fromDocuments, coerceTypes: true, verbose: true })
  readonly #validators = new Map<Schema, { exact?: ValidateFunction; coercing?: ValidateFunction }>()

  /** The problem of a JSON value in one line; `undefined` if it is valid. */
  problem(schema: Schema, value: Json): string | undefined {
    const validators = this.#for(schema)
    validators.exact ??= this.#exact.compile(schema)
    const copy = roundedCopy(value)
    return validators.exact(copy) ? undefined : describe(validators.exact.errors, schema, copy)
  }

  /** The same for values that were sent as text, in a query or a form. Also returns the value converted to the schema's types. */
  coerced(schema: Schema, value: Json): { readonly value: Json; readonly problem: string | undefined } {
    const validators = this.#for(schema)
    validators.coercing ??= this.#coercing.compile(schema)
    const copy = structuredClone(value)
    const good = validators.coercing(copy)
    return { value: copy, problem: good ? undefined : describe(validators.coercing.errors, schema, copy) }
  }

  #for(schema: Schema): { exact?: ValidateFunction; coercing?: ValidateFunction } {
    const known = this.#validators.get(schema)
    if (known !== undefined) return known
    const fresh = {}
    this.#validators.set(schema, fresh)
    return fresh
  }
}

function describe(errors: readonly ErrorObject[] | null | undefined, schema: Schema, data: unknown): string {
  return explainErrors(errors ?? [], { data, messages: collectMessages(schema) })
    .slice(0, MAX_SHOWN)
    .map(({ message }) => message)
    .join('; ')
}
