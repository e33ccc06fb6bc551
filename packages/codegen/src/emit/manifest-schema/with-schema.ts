import type { ProviderTable } from '@shotlist/core/contract'
import type { JsonSchema, OperationModel } from '../../ir/model.ts'
import { escapeToken, isSchema } from '../json-schema.ts'
import { priceMarkdown } from '../prices/price-markdown.ts'
import { rulesOf } from '../rules/rules-of.ts'
import { fieldNotes, fieldSchema as inputFieldSchema } from '../typescript/input-field.ts'
import { unwrapped } from '../unwrapped.ts'
import { aliasFields } from './alias-fields.ts'
import { fieldSchema } from './field-schema.ts'
import { valueRules } from './value-rules.ts'

/** Longer prices are tables that do not fit a hover text. */
const maxPriceLines = 14

/**
 * The schema of a job's `with` for one operation. No field is required: what is missing may come from `defaults.with`, which only
 * `shotlist validate` brings together.
 */
export function withSchema(
  operation: OperationModel,
  provider: ProviderTable,
): { schema: JsonSchema; definitions: Record<string, JsonSchema> } {
  const table = provider.operations[operation.name]
  if (table === undefined) throw new Error(`the table has no operation ${operation.name}`)
  const prefix = `${provider.id}.${operation.name}.`
  const place = { table, definitions: `#/definitions/${prefix}` }
  const properties = operation.fields.map((field) => {
    const schema = fieldSchema(inputFieldSchema(operation, field.name), { ...place, pointer: `/${escapeToken(field.name)}` })
    const description = [unwrapped(field.description), field.required ? 'Required.' : '', ...fieldNotes(field)]
      .filter((text) => text !== '')
      .join(' ')
    return [field.name, description === '' ? schema : { ...schema, description }]
  })
  const fields = Object.fromEntries(properties) as Record<string, JsonSchema>
  const aliases = aliasFields({
    table,
    fields,
    items: (field) => {
      const { items } = inputFieldSchema(operation, field)
      return fieldSchema(isSchema(items) ? items : {}, { ...place, pointer: `/${escapeToken(field)}/-` })
    },
    base: `#/definitions/${provider.id}.${operation.name}`,
  })
  const rules = valueRules(operation.input)
  const schema: JsonSchema = {
    title: `${provider.title}: ${operation.title}`,
    description: describe(operation, provider),
    type: 'object',
    properties: { ...fields, ...aliases },
    additionalProperties: false,
    ...(rules.length > 0 ? { allOf: rules } : {}),
    ...(operation.example === undefined ? {} : { examples: [operation.example] }),
  }
  const nested = Object.entries((operation.input['$defs'] ?? {}) as Record<string, JsonSchema>)
  return {
    schema,
    definitions: Object.fromEntries(nested.map(([name, value]) => [`${prefix}${name}`, fieldSchema(value, { ...place, pointer: '' })])),
  }
}

function describe(operation: OperationModel, provider: ProviderTable): string {
  const table = provider.operations[operation.name]
  const rules = table === undefined ? [] : rulesOf(operation, table)
  const price = priceMarkdown(table?.price, provider.money)
  const parts = [
    unwrapped(operation.description),
    rules.length === 0 ? '' : rules.map((rule) => `- ${rule}`).join('\n'),
    price.split('\n').length > maxPriceLines ? '' : price,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}
