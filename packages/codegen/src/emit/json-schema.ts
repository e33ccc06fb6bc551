import type { JsonSchema } from '../ir/model.ts'

/** Whether a value is a schema with keywords, not `true`, `false` or something else. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The schemas of a keyword such as `anyOf`; `undefined` if it is absent or empty. */
export function schemaList(value: unknown): JsonSchema[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.filter(isSchema) : undefined
}

/** Escapes a reference token of a JSON pointer (RFC 6901). */
export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The schema at a pointer that begins with `#`. */
export function schemaAt(root: JsonSchema, pointer: string): JsonSchema | undefined {
  let schema: unknown = root
  for (const token of pointer.split('/').slice(1)) {
    if (typeof schema !== 'object' || schema === null) return undefined
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    schema = Object.hasOwn(schema, key) ? (schema as Record<string, unknown>)[key] : undefined
  }
  return isSchema(schema) ? schema : undefined
}
