import type { EndpointModel, ProviderTable } from '@shotlist/codegen'
import type { JsonObject } from '../responses/json.ts'
import type { Schema } from '../responses/schema.ts'
import type { Incoming } from './incoming.ts'
import { mistake } from './refusal.ts'
import type { SchemaCheck } from './schema-check.ts'

type Location = EndpointModel['parameters'][number]['in']

const schemas = new WeakMap<EndpointModel, Partial<Record<Location, Schema>>>()

/**
 * Checks path, query and header parameters against the document. Returns those of path and query, converted to the document's types.
 * @throws Refusal of class `invalid-request`.
 */
export function checkParameters(
  endpoint: EndpointModel,
  request: { readonly incoming: Incoming; readonly pathParameters: Readonly<Record<string, string>>; readonly check: SchemaCheck },
): JsonObject {
  const given: Record<Location, JsonObject> = {
    path: { ...request.pathParameters },
    query: { ...request.incoming.query },
    header: { ...request.incoming.headers },
  }
  const typed: JsonObject = {}
  for (const location of ['path', 'query', 'header'] as const) {
    const schema = schemaFor(endpoint, location)
    // Most endpoints have no parameters in two of the three places, and then need no validator.
    const { value, problem } =
      schema === undefined ? { value: given[location], problem: undefined } : request.check.coerced(schema, given[location])
    if (problem !== undefined) throw mistake('invalid-request', `${location} parameters: ${problem}`)
    if (location !== 'header') Object.assign(typed, exactIds(value as JsonObject, given[location]))
  }
  return typed
}

/** Query parameters that the document does not know. */
export function unknownQuery(
  table: ProviderTable,
  endpoint: EndpointModel,
  incoming: Incoming,
  fixed: Readonly<Record<string, unknown>>,
): string[] {
  const known = new Set(endpoint.parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name))
  if (table.auth?.in === 'query') known.add(table.auth.name)
  return Object.keys(incoming.query).filter((name) => !known.has(name) && !Object.hasOwn(fixed, name))
}

/** `undefined` if the endpoint has no parameters in that place. */
function schemaFor(endpoint: EndpointModel, location: Location): Schema | undefined {
  if (!endpoint.parameters.some((parameter) => parameter.in === location)) return undefined
  const known = schemas.get(endpoint) ?? {}
  schemas.set(endpoint, known)
  known[location] ??= build(endpoint, location)
  return known[location]
}

function build(endpoint: EndpointModel, location: Location): Schema {
  const parameters = endpoint.parameters.filter((parameter) => parameter.in === location)
  const name = (parameter: { readonly name: string }): string => (location === 'header' ? parameter.name.toLowerCase() : parameter.name)
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((parameter) => [name(parameter), parameter.schema])),
    required: parameters.filter((parameter) => parameter.required).map(name),
  }
}

/** Restores integers that a double cannot hold to their text. */
function exactIds(typed: JsonObject, given: JsonObject): JsonObject {
  const entries = Object.entries(typed).map(([name, value]) => [
    name,
    typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(String(given[name])) ? given[name] : value,
  ])
  return Object.fromEntries(entries) as JsonObject
}
