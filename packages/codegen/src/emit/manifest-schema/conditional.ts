import type { JsonSchema } from '../../ir/model.ts'

/** `if` a schema holds, `then` another must. */
export function conditional(condition: JsonSchema, consequence: JsonSchema): JsonSchema {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits a schema
  return { if: condition, then: consequence }
}
