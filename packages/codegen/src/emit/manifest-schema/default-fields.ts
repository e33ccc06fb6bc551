import type { JsonSchema, ProviderModel } from '../../ir/model.ts'
import { isAlias } from './alias-fields.ts'
import { annotationsOf } from './draft-07.ts'

/** Anything: what the default is good for is known only where a job takes it. */
const anyValue: JsonSchema = { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] }

/**
 * The fields that `defaults.with` may hold, for completion and hover: those of every operation, with the values any of them takes. Nothing
 * is refused here, because a job's own operation decides.
 *
 * @param schemas The schemas of `with`, by operation, of all these providers.
 */
export function defaultFields(models: readonly ProviderModel[], schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const choices = new Map<string, Map<string, JsonSchema>>()
  for (const model of models) {
    for (const name of Object.keys(model.operations)) collectFields(schemas[`${model.table.id}.${name}`], choices)
  }
  const properties = [...choices].map(([field, byValues]) => {
    const [first = {}] = byValues.values()
    const anyOf = [...byValues.keys()].map((values) => JSON.parse(values) as JsonSchema)
    return [field, { ...annotationsOf(first), anyOf: [...anyOf, anyValue] }]
  })
  return { properties: Object.fromEntries(properties) }
}

/** Gathers the fields of one operation by name and by the values they take; the first field of a kind lends its texts. */
function collectFields(schema: JsonSchema | undefined, choices: Map<string, Map<string, JsonSchema>>): void {
  for (const [field, value] of Object.entries((schema?.['properties'] ?? {}) as Record<string, JsonSchema>)) {
    if (isAlias(value)) continue
    const { title: _, description: __, default: ___, examples: ____, ...values } = value
    const known = choices.get(field) ?? new Map<string, JsonSchema>()
    const key = JSON.stringify(values)
    if (!known.has(key)) known.set(key, value)
    choices.set(field, known)
  }
}
