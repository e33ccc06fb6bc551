import type { OperationTable } from '@shotlist/core/contract'
import type { JsonSchema, OperationModel } from '../../ir/model.ts'
import { inPlaceSchemas } from '../../ir/schema/in-place.ts'
import { ownKeywords } from '../../keywords/add-keywords.ts'
import { ruleInWords } from '../../keywords/rule-in-words.ts'
import { textOf } from '../../spec/place.ts'
import { isSchema, schemaAt } from '../json-schema.ts'
import { orList } from '../prices/when-in-words.ts'
import { generalSentence } from './general-sentence.ts'

/** The messages of an operation's rules, as sentences that hold for every request. */
export function rulesOf(operation: Pick<OperationModel, 'input'>, table: Pick<OperationTable, 'messages'>): string[] {
  const sentences = Object.entries(table.messages).map(([pointer, message]) => {
    const rule = schemaAt(operation.input, pointer) ?? {}
    return generalSentence(message, (field) => ({ values: valuesMeant(rule, field), isRestricted: isRestricted(rule, field) }))
  })
  return [...new Set([...sentences, ...ownRules(operation.input)])]
}

/** The dialect's own keywords, which need no message. */
function ownRules(input: JsonSchema): string[] {
  return [...inPlaceSchemas(input)].flatMap((part) =>
    ownKeywords.flatMap((keyword) => (isSchema(part[keyword]) ? ruleInWords(keyword, part[keyword]) : [])),
  )
}

/** The values of a field that a rule is about: those it begins with, or those it rules out. */
function valuesMeant(rule: JsonSchema, field: string): string | undefined {
  return valuesOf(propertyOf(rule['if'], field)) ?? valuesOf(propertyOf(rule['then'], field)?.['not'])
}

/** Whether a rule names values that the field may have; a rule that is the field's own schema does so by itself. */
function isRestricted(rule: JsonSchema, field: string): boolean {
  const about = propertyOf(rule['then'], field) ?? propertyOf(rule, field) ?? (rule['then'] === undefined ? rule : {})
  return BOUNDS.some((keyword) => about[keyword] !== undefined)
}

const BOUNDS = ['enum', 'const', 'minimum', 'maximum', 'multipleOf', 'pattern'] as const

function propertyOf(schema: unknown, field: string): JsonSchema | undefined {
  const properties = isSchema(schema) ? schema['properties'] : undefined
  const property = isSchema(properties) && Object.hasOwn(properties, field) ? properties[field] : undefined
  return isSchema(property) ? property : undefined
}

function valuesOf(schema: unknown): string | undefined {
  if (!isSchema(schema)) return undefined
  if (Array.isArray(schema['enum'])) return orList(schema['enum'].map(textOf))
  return schema['const'] === undefined ? undefined : textOf(schema['const'])
}
