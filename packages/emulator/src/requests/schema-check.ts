import { addKeywords, fromDocuments, type ProviderModel } from '@shotlist/codegen'
import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import type { Json } from '../responses/json.ts'
import { roundedCopy } from '../responses/json.ts'
import type { Schema } from '../responses/schema.ts'

// The package's types describe its CommonJS form, in which the plugin is the module's `default`.
const ADD_FORMATS = addFormatsModule as unknown as typeof addFormatsModule.default

const MAX_SHOWN = 3

/** With a tolerant `multipleOf`: 0.07 is a multiple of 0.01, although 0.07 / 0.01 is 7.000000000000001. */
const OPTIONS: Options = { ...fromDocuments, strict: false, allErrors: true, logger: false, multipleOfPrecision: 6 }

const checks = new WeakMap<ProviderModel, SchemaCheck>()

/** The checker of a document, shared by all emulators that serve it, because compiling validators is slow. */
export function schemaCheckOf(model: ProviderModel): SchemaCheck {
  const known = checks.get(model) ?? new SchemaCheck()
  checks.set(model, known)
  return known
}

/** Checks values against the document's schemas. Validators are compiled on first use. */
export class SchemaCheck {
  readonly #exact = new Ajv2020(OPTIONS)
  readonly #coercing = new Ajv2020({ ...OPTIONS, coerceTypes: true })
  readonly #validators = new Map<Schema, { exact?: ValidateFunction; coercing?: ValidateFunction }>()

  constructor() {
    for (const ajv of [this.#exact, this.#coercing]) {
      ADD_FORMATS(ajv)
      addKeywords(ajv)
    }
  }

  /** The problem of a JSON value in one line; `undefined` if it is valid. */
  problem(schema: Schema, value: Json): string | undefined {
    const validators = this.#for(schema)
    validators.exact ??= this.#exact.compile(schema)
    return validators.exact(roundedCopy(value)) ? undefined : describe(validators.exact.errors)
  }

  /** The same for values that were sent as text, in a query or a form. Also returns the value converted to the schema's types. */
  coerced(schema: Schema, value: Json): { readonly value: Json; readonly problem: string | undefined } {
    const validators = this.#for(schema)
    validators.coercing ??= this.#coercing.compile(schema)
    const copy = structuredClone(value)
    const good = validators.coercing(copy)
    return { value: copy, problem: good ? undefined : describe(validators.coercing.errors) }
  }

  #for(schema: Schema): { exact?: ValidateFunction; coercing?: ValidateFunction } {
    const known = this.#validators.get(schema)
    if (known !== undefined) return known
    const fresh = {}
    this.#validators.set(schema, fresh)
    return fresh
  }
}

function describe(errors: readonly ErrorObject[] | null | undefined): string {
  const telling = (errors ?? []).filter((error) => !['if', 'oneOf', 'anyOf', 'not'].includes(error.keyword))
  const shown = (telling.length > 0 ? telling : (errors ?? [])).slice(0, MAX_SHOWN)
  return shown.map((error) => `${error.instancePath.slice(1).replaceAll('/', '.') || 'the request'} ${detail(error)}`).join('; ')
}

function detail(error: ErrorObject): string {
  const { keyword, params, message } = error
  if (keyword === 'enum') return `must be one of ${(params as { allowedValues: unknown[] }).allowedValues.join(', ')}`
  if (keyword === 'const') return `must be ${JSON.stringify((params as { allowedValue: unknown }).allowedValue)}`
  if (keyword === 'additionalProperties') return `has no field ${(params as { additionalProperty: string }).additionalProperty}`
  return message ?? 'is not valid'
}
