import type { JsonSchema } from '@shotlist/codegen'
import { isObject, type Json } from './json.ts'
import { pointerTokens, readAt } from './place.ts'

/** A self-contained JSON Schema. Recursion uses its `$defs`. */
export type Schema = JsonSchema

/** A schema and all schemas it is composed of, with references resolved: all of them apply to the same value. */
function parts(schema: unknown, root: Schema, depth = 0): Schema[] {
  if (!isObject(schema) || depth > 16) return []
  const found: Schema[] = [schema]
  const reference = schema['$ref']
  if (typeof reference === 'string' && reference.startsWith('#')) {
    found.push(...parts(readAt(root as Json, pointerTokens(reference.slice(1))), root, depth + 1))
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const members = schema[keyword]
    if (Array.isArray(members)) for (const member of members) found.push(...parts(member, root, depth + 1))
  }
  return found
}

/** All schemas that apply to the value at a place. */
export function schemasAt(root: Schema | undefined, tokens: readonly string[]): Schema[] {
  if (root === undefined) return []
  let here = parts(root, root)
  for (const token of tokens) {
    here = here.flatMap((schema) => [...childSchemas(schema, token)]).flatMap((child) => parts(child, root))
    if (here.length === 0) return []
  }
  return here
}

function* childSchemas(schema: Schema, token: string): Iterable<unknown> {
  const properties = schema['properties']
  if (isObject(properties) && Object.hasOwn(properties, token)) yield properties[token]
  if (!/^\d+$/.test(token)) return
  const prefix = schema['prefixItems']
  if (Array.isArray(prefix) && Number(token) < prefix.length) yield prefix[Number(token)]
  else if (schema['items'] !== undefined) yield schema['items']
}

/** The JSON types that the schema allows at a place; empty if it does not say. */
export function typesAt(root: Schema | undefined, tokens: readonly string[]): string[] {
  return schemasAt(root, tokens).flatMap((schema) => {
    const type = schema['type']
    if (typeof type === 'string') return [type]
    if (Array.isArray(type)) return type.filter((one): one is string => typeof one === 'string')
    return 'const' in schema ? [jsonType(schema['const'])] : []
  })
}

/** Whether the schema requires the place if its parent exists. */
export function isRequiredAt(root: Schema | undefined, tokens: readonly string[]): boolean {
  const last = tokens.at(-1)
  if (last === undefined) return true
  return schemasAt(root, tokens.slice(0, -1)).some((schema) => Array.isArray(schema['required']) && schema['required'].includes(last))
}

/** The alternatives at the top level of a schema, each as a schema of its own. */
export function branches(root: Schema): Schema[] {
  const members = [root['oneOf'], root['anyOf']].filter(Array.isArray).flat()
  const own = Object.fromEntries(Object.entries(root).filter(([key]) => key !== 'oneOf' && key !== 'anyOf'))
  const shared = (own['allOf'] as Json[] | undefined) ?? []
  return members.filter(isObject).map((member) => Object.assign({}, own, { allOf: [member, ...shared] }))
}

function jsonType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'object' ? 'object' : typeof value
}
