import { isObject, type PlainObject } from '../../spec/place.ts'

/** Whether a value satisfies a schema. */
export type Satisfies = (schema: unknown, value: unknown) => boolean

/**
 * An object schema for the remaining fields after some have fixed values: those fields are removed, and every rule about them is decided.
 * `false` if the fixed values can never satisfy the schema.
 */
export function specialise(schema: unknown, fixed: Readonly<Record<string, unknown>>, satisfies: Satisfies): PlainObject | boolean {
  if (!isObject(schema)) return schema !== false
  let rest: PlainObject | false = withoutFields(schema, fixed, satisfies)
  if (rest !== false) rest = decideConditional(rest, (inner) => specialise(inner, fixed, satisfies))
  if (rest !== false) rest = decideLists(rest, (inner) => specialise(inner, fixed, satisfies))
  if (rest === false) return false
  return Object.keys(rest).every((keyword) => keyword === 'x-message') ? true : rest
}

function withoutFields(schema: PlainObject, fixed: Readonly<Record<string, unknown>>, satisfies: Satisfies): PlainObject | false {
  const { properties, required, ...rest } = schema
  const result: Record<string, unknown> = { ...rest }
  if (isObject(properties)) {
    for (const [name, value] of Object.entries(fixed)) {
      if (Object.hasOwn(properties, name) && !satisfies(properties[name], value)) return false
    }
    const kept = Object.entries(properties).filter(([name]) => !Object.hasOwn(fixed, name))
    if (kept.length > 0) result['properties'] = Object.fromEntries(kept)
  }
  if (Array.isArray(required)) {
    const kept = (required as string[]).filter((name) => !Object.hasOwn(fixed, name))
    if (kept.length > 0) result['required'] = kept
  }
  return result
}

type Specialise = (schema: unknown) => PlainObject | boolean

function decideConditional(schema: PlainObject, decide: Specialise): PlainObject | false {
  if (!('if' in schema)) return schema
  const { if: condition, then, else: otherwise, ...rest } = schema
  const asked = decide(condition)
  if (asked === true || asked === false) return join(rest, decide(asked ? (then ?? true) : (otherwise ?? true)))
  const branches = Object.entries(schema).filter(([keyword]) => keyword === 'then' || keyword === 'else')
  return { ...rest, if: asked, ...Object.fromEntries(branches.map(([keyword, branch]) => [keyword, decide(branch)])) }
}

function decideLists(schema: PlainObject, decide: Specialise): PlainObject | false {
  const result: Record<string, unknown> = { ...schema }
  if (Array.isArray(schema['allOf'])) {
    const parts = schema['allOf'].map(decide)
    if (parts.includes(false)) return false
    setList(
      result,
      'allOf',
      parts.filter((part) => part !== true),
    )
  }
  if (Array.isArray(schema['anyOf'])) {
    const parts = schema['anyOf'].map(decide)
    if (parts.every((part) => part === false)) return false
    setList(result, 'anyOf', parts.includes(true) ? [] : parts.filter((part) => part !== false))
  }
  if (Array.isArray(schema['oneOf'])) {
    const parts = schema['oneOf'].map(decide).filter((part) => part !== false)
    if (parts.length === 0) return false
    setList(result, 'oneOf', parts.length === 1 && parts[0] === true ? [] : parts)
  }
  if ('not' in schema) {
    const refused = decide(schema['not'])
    if (refused === true) return false
    if (refused === false) delete result['not']
    else result['not'] = refused
  }
  return result
}

function setList(schema: Record<string, unknown>, keyword: string, parts: readonly unknown[]): void {
  if (parts.length === 0) delete schema[keyword]
  else schema[keyword] = parts
}

/** A schema that requires both. */
function join(schema: PlainObject, added: PlainObject | boolean): PlainObject | false {
  if (added === false) return false
  if (added === true) return schema
  const clash = Object.keys(added).some((keyword) => keyword in schema)
  if (!clash) return { ...schema, ...added }
  return { ...schema, allOf: [...(Array.isArray(schema['allOf']) ? (schema['allOf'] as unknown[]) : []), added] }
}
