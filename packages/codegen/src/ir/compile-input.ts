import type { OperationTable } from '@shotlist/core/contract'
import type { DialectProvider } from '../dialect/dialect.gen.ts'
import { forUsers } from '../dialect/for-users.ts'
import { satisfies } from '../explain/compile-validator.ts'
import { defined } from '../issues/defined.ts'
import { propertiesInPlace } from '../spec/in-place.ts'
import { child, isObject, type Place, type PlainObject, textOf } from '../spec/place.ts'
import type { SpecDocument, SpecOperation } from '../spec/spec-document.ts'
import { compileIdempotency, compileKeys, keyFields, keyParameters } from './compile-keys.ts'
import { compilePlaces } from './compile-places.ts'
import { mediaTypes } from './media-types.ts'
import type { JsonSchema } from './model.ts'
import { flattenObject } from './schema/flatten.ts'
import type { Inliner } from './schema/inline.ts'
import { specialise } from './schema/specialise.ts'
import { isOpen, separateVariants, VARIANT } from './schema/variants.ts'

export type CompiledInput = {
  readonly schema: JsonSchema
  readonly wire?: JsonSchema
  readonly pathFields: readonly string[]
  readonly queryFields: readonly string[]
  readonly headerFields: readonly string[]
  readonly places: OperationTable['places']
  readonly keys: OperationTable['keys']
  /** Whether the request's own schema refuses the fixed values. */
  readonly contradiction: boolean
}

type Named = { readonly operation: SpecOperation; readonly entry: Place; readonly fixed: Readonly<Record<string, unknown>> }

export type InputContext = {
  readonly spec: SpecDocument
  readonly inliner: Inliner
  readonly provider: Partial<DialectProvider>
  /** The header that carries the API key, if a header does. */
  readonly authHeader: string | undefined
}

/** Headers that the HTTP layer sets. OpenAPI ignores the first three as parameters. */
const OWN_HEADERS = ['accept', 'authorization', 'content-type']

/** The input of a named operation, and the request body that is made from it. */
export function compileInput({ operation, entry, fixed }: Named, context: InputContext): CompiledInput {
  const keys = compileKeys(context.spec, entry)
  const parameters = userParameters({ operation, entry, fixed }, keyParameters(keys), context)
  const bodyPlace = child(entry, 'request') ?? mediaTypes(operation.body, context.spec.sources)[0]?.schema
  const written = operation.body === undefined || bodyPlace === undefined ? undefined : flattenObject(context.inliner.inline(bodyPlace))
  const places = written === undefined ? undefined : compilePlaces(written)
  // The client fills in the key. A schema that refuses it refuses every request.
  const body = written === undefined || keys === undefined ? written : specialise(written, keyFields(keys, places), satisfies)
  const specialised = isObject(body) ? specialise(body, fixed, satisfies) : body === false ? false : {}
  const isFixed = ({ name }: Parameter): boolean => Object.hasOwn(fixed, name)
  const input = addParameters(
    isObject(specialised) ? separateVariants(specialised) : {},
    parameters.filter((parameter) => !isFixed(parameter)),
  )
  const inBody = Object.fromEntries(Object.entries(fixed).filter(([name]) => !parameters.some((parameter) => parameter.name === name)))
  const fieldsIn = (where: string): string[] => parameters.filter((parameter) => parameter.in === where).map(({ name }) => name)
  return {
    schema: forUsers(closeObject(input), 'input') as JsonSchema,
    ...defined({
      wire:
        written === undefined
          ? undefined
          : (forUsers(separateVariants(withFixed(isObject(body) ? body : {}, inBody)), 'wire') as JsonSchema),
    }),
    pathFields: fieldsIn('path'),
    queryFields: fieldsIn('query'),
    headerFields: fieldsIn('header'),
    places,
    keys,
    contradiction:
      specialised === false || parameters.some((parameter) => isFixed(parameter) && !satisfies(parameter.schema, fixed[parameter.name])),
  }
}

type Parameter = { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: JsonSchema }

function userParameters({ operation, entry, fixed }: Named, keyNames: readonly string[], context: InputContext): Parameter[] {
  const { headers = {}, trace, idempotency } = context.provider
  const constants = child(entry, 'headers')?.value
  const taken = new Set([
    ...OWN_HEADERS,
    ...Object.keys({ ...headers, ...(isObject(constants) ? constants : {}) }).map((name) => name.toLowerCase()),
    ...[trace, compileIdempotency(idempotency), context.authHeader].flatMap((name) => (typeof name === 'string' ? name.toLowerCase() : [])),
  ])
  return operation.parameters.flatMap((place) => {
    const name = textOf(child(place, 'name')?.value)
    const where = textOf(child(place, 'in')?.value)
    if (!['path', 'query', 'header'].includes(where)) return []
    if (where === 'header' && taken.has(name.toLowerCase())) return []
    if (where !== 'cookie' && keyNames.includes(name.toLowerCase())) return []
    // Without a body, all constants go into the query anyway.
    if (operation.body === undefined && where === 'query' && Object.hasOwn(fixed, name)) return []
    return [
      { name, in: where, required: where === 'path' || child(place, 'required')?.value === true, schema: parameterSchema(place, context) },
    ]
  })
}

/** The field takes the parameter's own description and deprecation. */
function parameterSchema(place: Place, { inliner }: InputContext): JsonSchema {
  const schema = child(place, 'schema')
  const own = ['description', 'deprecated', 'example', 'x-canonical', 'x-upload', 'x-public-url'].flatMap((keyword) => {
    const value = child(place, keyword)?.value
    return value === undefined ? [] : [[keyword, value] as const]
  })
  return { ...(schema === undefined ? {} : inliner.inline(schema)), ...Object.fromEntries(own) }
}

function addParameters(body: PlainObject, parameters: readonly Parameter[]): PlainObject {
  const required = [
    ...parameters.filter((parameter) => parameter.required).map(({ name }) => name),
    ...(Array.isArray(body['required']) ? (body['required'] as string[]) : []),
  ]
  const { type: _, properties, required: __, allOf, ...rest } = body
  return {
    type: 'object',
    ...rest,
    properties: {
      ...Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
      ...(isObject(properties) ? properties : {}),
    },
    ...defined({ required: required.length === 0 ? undefined : required, allOf }),
  }
}

function withFixed(body: PlainObject, fixed: PlainObject): PlainObject {
  if (Object.keys(fixed).length === 0) return body
  const properties = isObject(body['properties']) ? body['properties'] : {}
  const required = Array.isArray(body['required']) ? (body['required'] as string[]) : []
  const constants = Object.entries(fixed).map(([name, value]) => {
    const declared = properties[name]
    return [name, { ...(isObject(declared) ? declared : {}), const: value }] as const
  })
  return {
    ...body,
    properties: { ...properties, ...Object.fromEntries(constants) },
    required: [...new Set([...required, ...Object.keys(fixed)])],
  }
}

/**
 * Refuses undeclared fields, so that a typo is reported. `additionalProperties` covers only the schema's own fields; if a branch of `oneOf`
 * or `then` declares fields, `unevaluatedProperties` is needed. A schema with a keyword for other fields is unchanged.
 */
function closeObject(schema: PlainObject): PlainObject {
  if (['additionalProperties', 'unevaluatedProperties', 'patternProperties'].some((keyword) => keyword in schema)) return schema
  const own = isObject(schema['properties']) ? schema['properties'] : {}
  const ownOnly = [...propertiesInPlace(schema).keys()].every((name) => Object.hasOwn(own, name))
  const hasOpen = (Array.isArray(schema['allOf']) ? schema['allOf'] : []).some(
    (rule) => isObject(rule) && VARIANT in rule && isOpen(rule['then']),
  )
  return { ...schema, [ownOnly && !hasOpen ? 'additionalProperties' : 'unevaluatedProperties']: false }
}
