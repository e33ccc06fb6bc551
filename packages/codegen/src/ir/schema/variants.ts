import { listText, valueText } from '@shotlist/core/reasons'
import { defined } from '../../issues/defined.ts'
import { isObject, type PlainObject } from '../../spec/place.ts'
import { flattenObject, mergeProperty } from './flatten.ts'
import { closedValues } from './listed-values.ts'
import { loosest } from './loosest.ts'

/** Marks the rule of one variant; its value is the field that chooses the variant. */
export const VARIANT = 'x-variant'

/**
 * Turns a union of objects that a field tells apart (`model: { const: m1 }`) into one object: all fields with their widest limits, and for
 * each variant a rule `if` the field has its values, `then` its own limits apply. So a mistake is reported for the variant that was chosen,
 * and everything that reads fields sees them. Other unions stay as they are.
 */
export function separateVariants(written: PlainObject): PlainObject {
  const schema = flattenObject(written)
  const union = unionOf(schema)
  if (union === undefined) return schema
  const { beside } = union
  const [single, ...others] = union.members
  if (single !== undefined && others.length === 0) return joined(beside, single)
  const tag = tagOf(union)
  const chosen = tag?.variants.filter(({ values }) => values.length > 0) ?? []
  const [first, ...more] = chosen
  if (tag === undefined || first === undefined) return schema
  if (more.length === 0) return joined(beside, first.member)
  const variants = chosen.map((variant) => Object.assign({}, variant, { body: separateVariants(variant.member) }))
  const properties = allFields(beside, variants)
  const needed = variants.map(({ body }) => namesIn(body['required']))
  const everywhere = needed.reduce((left, right) => left.filter((name) => right.includes(name)))
  const required = [...new Set([...namesIn(beside['required']), ...everywhere, ...(variants.some(isDefault) ? [] : [tag.field])])]
  const areClosed = variants.every(({ body }) => isClosed(body)) && !('unevaluatedProperties' in beside)
  const rules = variants.map((variant) => variantRule(variant, { tag: tag.field, variants, properties, required, beside }))
  return {
    ...beside,
    type: 'object',
    properties,
    ...defined({
      required: required.length === 0 ? undefined : required,
      additionalProperties: areClosed ? false : beside['additionalProperties'],
    }),
    allOf: [...asList(beside['allOf']), ...rules],
  }
}

/** A union with one member is that member. */
function joined(beside: PlainObject, member: PlainObject): PlainObject {
  return separateVariants({ ...beside, allOf: [...asList(beside['allOf']), member] })
}

type Union = { readonly members: readonly PlainObject[]; readonly beside: PlainObject; readonly declared: unknown }

/** The union at the root of a schema, or in one of its `allOf` parts that has nothing else. */
function unionOf(schema: PlainObject): Union | undefined {
  const own = membersOf(schema)
  if (own !== undefined) return own
  const parts = asList(schema['allOf'])
  for (const [index, part] of parts.entries()) {
    const union = isObject(part) ? membersOf(part) : undefined
    if (union === undefined || Object.keys(union.beside).some((keyword) => !PLAIN.has(keyword))) continue
    return { ...union, beside: { ...schema, allOf: parts.filter((_, other) => other !== index) } }
  }
  return undefined
}

/** Keywords beside a union that say nothing about its value. */
const PLAIN = new Set(['description', 'example', 'examples', 'externalDocs', 'title', 'type'])

function membersOf(schema: PlainObject): Union | undefined {
  if ('oneOf' in schema === 'anyOf' in schema) return undefined
  const { oneOf, anyOf, discriminator, ...beside } = schema
  const members = asList(oneOf ?? anyOf).map((member) => (isObject(member) ? flattenObject(member) : member))
  if (members.length === 0 || !members.every(isObject)) return undefined
  return { members, beside, declared: isObject(discriminator) ? discriminator['propertyName'] : undefined }
}

/** `isDefault`: this variant applies if the field is absent. */
type Member = { readonly member: PlainObject; readonly values: readonly unknown[]; readonly isDefault: boolean }

function isDefault(variant: Member): boolean {
  return variant.isDefault
}

/** The field that tells the members apart: each declares its own values of it. */
function tagOf({ members, beside, declared }: Union): { readonly field: string; readonly variants: readonly Member[] } | undefined {
  const names = Object.keys(fieldsOf(members[0] ?? {}))
  const candidates = typeof declared === 'string' ? [declared, ...names] : names
  for (const field of candidates) {
    const own = members.map((member) => closedValues(fieldsOf(member)[field]))
    const all = own.flatMap((values) => values ?? [])
    if (!own.every((values) => values !== undefined) || new Set(all).size < all.length) continue
    const optional = members.filter((member) => !namesIn(member['required']).includes(field))
    const isNeeded = optional.length === 0 || namesIn(beside['required']).includes(field)
    // OpenAPI asks for the field of a `discriminator` in every request.
    if (!isNeeded && optional.length > 1 && field !== declared) continue
    const outer = closedValues(fieldsOf(beside)[field])
    const variants = members.map((member, index) => ({
      member,
      values: (own[index] ?? []).filter((value) => outer === undefined || outer.includes(value)),
      isDefault: !isNeeded && optional.length === 1 && optional[0] === member,
    }))
    return { field, variants }
  }
  return undefined
}

type Variant = Member & { readonly body: PlainObject }

/** The fields of all variants. A field that differs between them has the widest limits. */
function allFields(beside: PlainObject, variants: readonly Variant[]): PlainObject {
  const names = new Set(variants.flatMap(({ body }) => Object.keys(fieldsOf(body))))
  const outer = fieldsOf(beside)
  const merged = [...names].map((name) => {
    const declared = variants.flatMap(({ body }) => fieldsOf(body)[name] ?? (isOpen(body) ? [{}] : []))
    const widest = loosest(declared)
    return [name, name in outer ? (mergeProperty(outer[name], widest) ?? outer[name]) : widest] as const
  })
  return { ...outer, ...Object.fromEntries(merged) }
}

type Whole = {
  readonly tag: string
  readonly variants: readonly Variant[]
  readonly properties: PlainObject
  readonly required: readonly string[]
  readonly beside: PlainObject
}

function variantRule(variant: Variant, { tag, variants, properties, required, beside }: Whole): PlainObject {
  const { body, values } = variant
  const { properties: _, required: __, type: ___, ...rest } = body
  const own = Object.entries(fieldsOf(body)).filter(
    ([name, schema]) => name !== tag && JSON.stringify(schema) !== JSON.stringify(properties[name]),
  )
  const foreign = isOpen(body) ? [] : Object.keys(properties).filter((name) => !(name in fieldsOf(body)) && !(name in fieldsOf(beside)))
  const refused = foreign.map((name) => {
    const owners = variants.filter((other) => name in fieldsOf(other.body)).flatMap((other) => other.values)
    return [name, { not: {}, 'x-message': `${name} goes with ${tag} ${listText(owners.map(valueText))} only` }] as const
  })
  const needed = namesIn(body['required']).filter((name) => !required.includes(name))
  const kept = Object.entries(rest).filter(([keyword]) => !PLAIN.has(keyword) && !(isClosing(keyword) && isClosed(body)))
  const limits = Object.fromEntries([...own, ...refused])
  return {
    [VARIANT]: tag,
    if: {
      properties: { [tag]: values.length === 1 ? { const: values[0] } : { enum: values } },
      ...defined({ required: variant.isDefault ? undefined : [tag] }),
    },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      ...defined({ properties: Object.keys(limits).length === 0 ? undefined : limits, required: needed.length === 0 ? undefined : needed }),
      ...Object.fromEntries(kept),
    },
  }
}

function isClosing(keyword: string): boolean {
  return keyword === 'additionalProperties' || keyword === 'unevaluatedProperties'
}

function isClosed(body: PlainObject): boolean {
  return body['additionalProperties'] === false || body['unevaluatedProperties'] === false
}

/** Whether a variant says that it accepts fields that it does not declare. */
export function isOpen(body: unknown): boolean {
  return (
    isObject(body) && !isClosed(body) && ['additionalProperties', 'patternProperties', 'unevaluatedProperties'].some((key) => key in body)
  )
}

/** The fields that a schema itself declares. */
export function fieldsOf(schema: PlainObject): PlainObject {
  return isObject(schema['properties']) ? schema['properties'] : {}
}

/** The names in a schema's `required`. */
export function namesIn(required: unknown): readonly string[] {
  return Array.isArray(required) ? (required as string[]) : []
}

/** The members of a keyword that holds a list; empty if it is absent. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
