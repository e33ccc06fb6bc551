import type { OperationTable } from '@shotlist/core/contract'
import { isFileMessage } from '../dialect/for-users.ts'
import type { JsonSchema, OperationModel } from '../ir/model.ts'
import { isRefused } from '../ir/schema/list-variants.ts'
import { listedValues } from '../ir/schema/listed-values.ts'
import { ownKeywords } from '../keywords/add-keywords.ts'
import { ruleInWords } from '../keywords/keyword-rules.ts'
import { inPlaceSchemas } from '../spec/in-place.ts'
import { textOf } from '../spec/place.ts'
import { isSchema, schemaAt } from './json-schema.ts'
import { orList } from './price-report.ts'

/** The messages of an operation's rules, as sentences that apply to every request. */
export function rulesOf({ input, advice }: Pick<OperationModel, 'input' | 'advice'>, table: Pick<OperationTable, 'messages'>): string[] {
  const noted = advice === undefined ? [] : sentencesOf(advice.schema, advice.messages).map((sentence) => `${sentence} (a warning)`)
  return [...new Set([...sentencesOf(input, table.messages), ...noted])]
}

function sentencesOf(schema: JsonSchema, messages: OperationTable['messages']): string[] {
  const sentences = Object.entries(messages).flatMap(([pointer, message]) => {
    const rule = schemaAt(schema, pointer) ?? {}
    // The fields of each variant, and those that take a file, are listed anyway.
    if (isRefused(rule) || isFileMessage(message)) return []
    return generalSentence(message, (field) => ({ values: valuesMeant(rule, field), isRestricted: restricts(rule, field) }))
  })
  return [...sentences, ...ownRules(schema)]
}

/** The dialect's own keywords, which need no message. */
function ownRules(input: JsonSchema): string[] {
  return [...inPlaceSchemas(input)].flatMap((part) =>
    ownKeywords.flatMap((keyword) => (isSchema(part[keyword]) ? ruleInWords(keyword, part[keyword]) : [])),
  )
}

/** The values of a field that a rule is about: those it applies to, or those it excludes. */
function valuesMeant(rule: JsonSchema, field: string): string | undefined {
  return valuesOf(propertyOf(rule['if'], field)) ?? valuesOf(propertyOf(rule['then'], field)?.['not'])
}

/** Whether a rule names values that the field may have. A rule inside the field's own schema always does. */
function restricts(rule: JsonSchema, field: string): boolean {
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
  const values = listedValues(schema)
  return values === undefined ? undefined : orList(values.map(textOf))
}

/** What a rule says about a field that its message names. */
type FieldInRule = {
  /** The values that the rule is about, in words. */
  readonly values: string | undefined
  /** Whether the rule allows some values of the field; otherwise it excludes the field. */
  readonly isRestricted: boolean
}

/** A unit after a value: `{duration} s`, `{size}%`. */
const UNIT = String.raw`(?: ?(?:%|°)| ?(?:ms|s|min|h|px|fps|KB|MB|GB)\b| (?:seconds?|minutes?|hours?|pixels|bytes|characters|credits)\b)?`
/** A word before a name that goes with one value only. */
const DETERMINER = String.raw`(?:\b(no|an?|the|this|each|every) )?`
/** Mentions of a request's values in passing: ` (here {x} s)`, `, not {x}`. */
const IN_PASSING = new RegExp(String.raw` ?\((?:here )?\{([\w.-]+)\}${UNIT}\)|, not \{([\w.-]+)\}${UNIT}`, 'g')
/** A field's name, followed by its value. */
const NAMED = new RegExp(String.raw`${DETERMINER}(?<![\w.-])([\w.-]+) \{\2\}(${UNIT})`, 'g')
const ALONE = new RegExp(String.raw`${DETERMINER}\{([\w.-]+)\}(${UNIT})`, 'g')

/**
 * Turns a message about one request into a sentence that applies to all. A placeholder becomes the values of its rule (`{model}` -> `v4 or
 * v4.5`); if all but a few values are possible, `duration {duration} s` becomes `any other duration`, and `no {duration} s` `no other duration`.
 */
function generalSentence(message: string, fieldOf: (field: string) => FieldInRule): string {
  return message
    .replaceAll(IN_PASSING, (found, first?: string, second?: string) => {
      const { values } = fieldOf(first ?? second ?? '')
      return values === undefined ? '' : found
    })
    .replaceAll(NAMED, (found, determiner: string | undefined, field: string) => {
      const { values, isRestricted } = fieldOf(field)
      if (values !== undefined) return found
      if (isRestricted) return other(field, determiner)
      return determiner === undefined ? field : `${determiner} ${field}`
    })
    .replaceAll(ALONE, (_, determiner: string | undefined, field: string, unit: string) => {
      const { values } = fieldOf(field)
      if (values === undefined) return other(field, determiner)
      return `${determiner === undefined ? '' : `${determiner} `}${values}${unit}`
    })
    .trim()
}

function other(field: string, determiner: string | undefined): string {
  return determiner === 'no' ? `no other ${field}` : `any other ${field}`
}
