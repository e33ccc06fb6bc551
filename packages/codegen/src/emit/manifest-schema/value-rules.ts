import type { JsonSchema } from '../../ir/model.ts'
import { isSchema, schemaList } from '../json-schema.ts'
import { conditional } from './conditional.ts'
import { assertionsOf } from './draft-07.ts'
import { shared } from './values.ts'

type Properties = Readonly<Record<string, unknown>>

/**
 * The rules between fields that an editor can check while a manifest is written: `if` these fields have these values, `then` those
 * may only have some of theirs, or must not be there. Rules about fields that must be there are left to `shotlist validate`, because
 * what is absent from a job may come from `defaults.with`.
 */
export function valueRules(input: JsonSchema): JsonSchema[] {
  return (schemaList(input['allOf']) ?? []).flatMap((rule) => {
    const given = onlyProperties(rule['if'])
    const narrowed = onlyProperties(rule['then'])
    if (given === undefined || narrowed === undefined || rule['else'] !== undefined) return []
    if (!Object.values(given.properties).every(isPlain) || !Object.values(narrowed.properties).every(isPlain)) return []
    const known = { ...given.properties, ...narrowed.properties }
    if (narrowed.required.length > 0 || given.required.some((name) => !Object.hasOwn(known, name))) return []
    const offered = isSchema(input['properties']) ? input['properties'] : {}
    return [conditional(whenGiven(given.properties), { properties: orExpressions(whatIsLeft(narrowed.properties, offered)) })]
  })
}

/** The condition with every field it names required: what is absent from a job is not known here. */
function whenGiven(properties: Properties): JsonSchema {
  const exact = Object.entries(properties).map(([name, value]) => [name, asPattern(value)])
  return { properties: Object.fromEntries(exact), required: Object.keys(properties) }
}

/**
 * Texts a condition asks for, as a pattern. While it completes, yaml-language-server takes `v5` for a `v5.5` that is not finished, and
 * would offer what `v5.5` may have as well; patterns it takes at their word.
 */
function asPattern(value: unknown): unknown {
  if (!isSchema(value)) return value
  const texts = valuesOf(value)
  if (texts === undefined || !texts.every((text) => typeof text === 'string')) return value
  return { type: 'string', pattern: `^(${texts.map(escapePattern).join('|')})$` }
}

/** The values of an `enum` or a `const`. */
function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  if (Array.isArray(schema['enum'])) return schema['enum']
  return schema['const'] === undefined ? undefined : [schema['const']]
}

const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** `not` one of a field's values, said as the values that are left: editors complete those, and name them where another stands. */
function whatIsLeft(properties: Properties, offered: Properties): Properties {
  const left = Object.entries(properties).map(([name, value]) => {
    const all = Object.hasOwn(offered, name) && isSchema(offered[name]) ? offered[name]['enum'] : undefined
    const refused = isSchema(value) && isSchema(value['not']) && Object.keys(value).length === 1 ? valuesOf(value['not']) : undefined
    if (!Array.isArray(all) || refused === undefined) return [name, value]
    return [name, { enum: all.filter((each) => !refused.includes(each)) }]
  })
  return Object.fromEntries(left)
}

function orExpressions(properties: Properties): Properties {
  const open = Object.entries(properties).map(([name, value]) => [name, value === false ? value : { anyOf: [value, shared('expression')] }])
  return Object.fromEntries(open)
}

/** The `properties` and `required` of a schema that says nothing else. */
function onlyProperties(schema: unknown): { properties: Properties; required: string[] } | undefined {
  if (!isSchema(schema) || !isSchema(schema['properties'])) return undefined
  if (Object.keys(schema).some((keyword) => !['properties', 'required', 'type'].includes(keyword))) return undefined
  return { properties: schema['properties'], required: Array.isArray(schema['required']) ? schema['required'].map(String) : [] }
}

/** Whether a schema is made of assertions on the value itself, `not` included. */
function isPlain(schema: unknown): boolean {
  if (!isSchema(schema)) return schema === false
  const { not, ...rest } = schema
  return (not === undefined || isPlain(not)) && Object.keys(assertionsOf(rest)).length === Object.keys(rest).length
}
