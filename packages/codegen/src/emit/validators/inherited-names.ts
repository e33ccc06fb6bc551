import type { JsonSchema } from '../../ir/model.ts'

const inherited = Object.getOwnPropertyNames(Object.prototype).map((name) => JSON.stringify(name))

/** Whether a schema has fields that are called as what every object has (`toString`): code must ask whether an object has them itself. */
export function hasInheritedNames(schema: JsonSchema): boolean {
  const text = JSON.stringify(schema)
  return inherited.some((name) => text.includes(name))
}
