import { MULTIPLE_OF_PRECISION } from '../../explain/compile-validator.ts'
import type { JsonSchema } from '../../ir/model.ts'
import { own, textOf } from '../../spec/place.ts'
import { isSchema } from '../json-schema.ts'
import { formatPattern } from '../validators/generated-validator.ts'

/** A place in the value that is checked. */
type Place = {
  /** The code that reads it. */
  readonly code: string
  readonly depth: number
  /** The JSON type it is known to have. */
  readonly known?: string | undefined
  /** Properties that are certainly present; without them another part refuses the value. */
  readonly present?: readonly string[]
  /** Variables that hold its properties, by name. */
  readonly variables?: ReadonlyMap<string, string>
}

/** Joins expressions that must all be true. Leaves out those that are always true. */
export function all(expressions: readonly string[]): string {
  const needed = expressions.filter((expression) => expression !== 'true')
  if (needed.includes('false')) return 'false'
  if (needed.length < 2) return needed[0] ?? 'true'
  return needed.map((expression) => `(${expression})`).join('&&')
}

/** Joins expressions of which at least one must be true. */
function any(expressions: readonly string[]): string {
  if (expressions.includes('true')) return 'true'
  const possible = expressions.filter((expression) => expression !== 'false')
  if (possible.length < 2) return possible[0] ?? 'false'
  return possible.map((expression) => `(${expression})`).join('||')
}

function not(expression: string): string {
  if (expression === 'true') return 'false'
  return expression === 'false' ? 'true' : `!(${expression})`
}

/** Reads a property. */
function property({ code, variables }: Place, name: string): string {
  const variable = variables?.get(name)
  if (variable !== undefined) return variable
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${code}.${name}` : `${code}[${JSON.stringify(name)}]`
}

const tests: Readonly<Record<string, (code: string) => string>> = {
  string: (code) => `typeof ${code}=="string"`,
  number: (code) => `Number.isFinite(${code})`,
  integer: (code) => `Number.isInteger(${code})`,
  boolean: (code) => `typeof ${code}=="boolean"`,
  null: (code) => `${code}===null`,
  array: (code) => `Array.isArray(${code})`,
  object: (code) => `isObject(${code})`,
}

/** Whether a value is of one of these JSON types. */
function isOf(types: readonly string[], { code, known }: Place): string {
  if (known !== undefined) return String(types.includes(known) || (known === 'integer' && types.includes('number')))
  return any(types.map((type) => own(tests, type)?.(code) ?? 'false'))
}

/** An assertion for values of one type. Values of other types pass. */
function where(type: string, place: Place, expression: string): string {
  return any([not(isOf([type], place)), expression])
}

type Rule = (rule: never, place: Place, schema: JsonSchema) => string

/** Whether a quotient is an integer, apart from the rounding error of decimal divisions. */
function multiple(quotient: string): string {
  return `Math.abs(Math.round(${quotient})-${quotient})<=1e-${MULTIPLE_OF_PRECISION}`
}

/** The expression of each assertion. Annotations are already removed; other keywords are not supported. */
const rules: Readonly<Record<string, Rule>> = {
  type: () => 'true',
  enum: (values: readonly unknown[], { code }) => `${scalars(values)}.includes(${code})`,
  const: (value: unknown, { code }) => `${code}===${scalars([value]).slice(1, -1)}`,
  minimum: (limit: number, place) => where('number', place, `${place.code}>=${limit}`),
  maximum: (limit: number, place) => where('number', place, `${place.code}<=${limit}`),
  exclusiveMinimum: (limit: number, place) => where('number', place, `${place.code}>${limit}`),
  exclusiveMaximum: (limit: number, place) => where('number', place, `${place.code}<${limit}`),
  multipleOf: (step: number, place) => where('number', place, multiple(`${place.code}/${step}`)),
  minLength: (limit: number, place) => where('string', place, limit === 1 ? `${place.code}!==""` : `ucs2length(${place.code})>=${limit}`),
  maxLength: (limit: number, place) => where('string', place, `ucs2length(${place.code})<=${limit}`),
  pattern: (pattern: string, place) => where('string', place, `${String(new RegExp(pattern, 'u'))}.test(${place.code})`),
  format: (format: string, place) => {
    const pattern = formatPattern(format)
    return pattern === undefined ? 'true' : where('string', place, `${String(pattern)}.test(${place.code})`)
  },
  minItems: (limit: number, place) => where('array', place, `${place.code}.length>=${limit}`),
  maxItems: (limit: number, place) => where('array', place, `${place.code}.length<=${limit}`),
  uniqueItems: (unique: boolean, place) =>
    unique ? where('array', place, `!${place.code}.some((a,i)=>${place.code}.some((b,j)=>j<i&&equal(a,b)))`) : 'true',
  prefixItems: (items: readonly JsonSchema[], place) =>
    where(
      'array',
      place,
      all(items.map((item, index) => any([`${place.code}.length<=${index}`, at(item, `${place.code}[${index}]`, place)]))),
    ),
  items: (item: JsonSchema | boolean, place, { prefixItems }) => {
    const [each, index] = [`e${place.depth}`, `i${place.depth}`]
    const before = Array.isArray(prefixItems) ? prefixItems.length : 0
    const fits = at(item, each, place)
    if (fits === 'true') return 'true'
    return where('array', place, `${place.code}.every((${each},${index})=>${before === 0 ? fits : `${index}<${before}||(${fits})`})`)
  },
  contains: (item: JsonSchema | boolean, place, { minContains, maxContains }) => {
    const each = `e${place.depth}`
    const count = `${place.code}.filter((${each})=>${at(item, each, place)}).length`
    const least = typeof minContains === 'number' ? minContains : 1
    const most = typeof maxContains === 'number' ? [`${count}<=${maxContains}`] : []
    return where('array', place, all([...(least > 0 ? [`${count}>=${least}`] : []), ...most]))
  },
  // `contains` reads these two.
  minContains: () => 'true',
  maxContains: () => 'true',
  properties: (properties: Readonly<Record<string, JsonSchema | boolean>>, place, { required }) =>
    where(
      'object',
      place,
      all(
        Object.entries(properties).map(([name, schema]) => {
          const code = property(place, name)
          const fits = at(schema, code, place)
          return isPresent(name, place) || namesOf(required).includes(name) ? fits : any([`${code}===undefined`, fits])
        }),
      ),
    ),
  required: (names: readonly string[], place, { properties }) => {
    const said = (name: string) => isSchema(properties) && refusesAbsence(own(properties, name))
    return where(
      'object',
      place,
      all(names.filter((name) => !said(name) && !isPresent(name, place)).map((name) => `${property(place, name)}!==undefined`)),
    )
  },
  additionalProperties: (rest: JsonSchema | boolean, place, { properties }) => {
    const names = JSON.stringify(Object.keys(isSchema(properties) ? properties : {}))
    const key = `k${place.depth}`
    const fits = at(rest, `${place.code}[${key}]`, place)
    if (fits === 'true') return 'true'
    return where('object', place, `Object.keys(${place.code}).every((${key})=>${any([`${names}.includes(${key})`, fits])})`)
  },
  minProperties: (limit: number, place) => where('object', place, `Object.keys(${place.code}).length>=${limit}`),
  maxProperties: (limit: number, place) => where('object', place, `Object.keys(${place.code}).length<=${limit}`),
  dependentRequired: (needed: Readonly<Record<string, readonly string[]>>, place) =>
    where(
      'object',
      place,
      all(
        Object.entries(needed).map(([name, names]) =>
          any([`${property(place, name)}===undefined`, all(names.map((each) => `${property(place, each)}!==undefined`))]),
        ),
      ),
    ),
  allOf: (parts: readonly JsonSchema[], place, schema) => all(parts.map((part) => fitsExpression(part, beside(schema, place)))),
  anyOf: (parts: readonly JsonSchema[], place, schema) => any(parts.map((part) => fitsExpression(part, beside(schema, place)))),
  oneOf: (parts: readonly JsonSchema[], place, schema) =>
    `${parts.map((part) => `(${fitsExpression(part, beside(schema, place))})`).join('+')}===1`,
  not: (part: JsonSchema, place, schema) => not(fitsExpression(part, beside(schema, place))),
  if: (part: JsonSchema, place, schema) => {
    const outside = beside(schema, place)
    const condition = fitsExpression(part, outside)
    const branch = (name: 'then' | 'else', within: Place) => fitsExpression((schema[name] ?? true) as JsonSchema | boolean, within)
    return all([any([not(condition), branch('then', beside(part, outside))]), any([condition, branch('else', outside)])])
  },
  // `if` reads this one.
  then: () => 'true',
  else: () => 'true',
  'x-mentions': (rule: unknown, place) => where('object', place, `mentions(${place.code},${JSON.stringify(rule)})===undefined`),
  'x-span': (rule: unknown, place) => where('object', place, `span(${place.code},${JSON.stringify(rule)})===undefined`),
}

/**
 * A JavaScript expression that is true if the value at a place fits a schema. (`explain/fits.ts` answers the same, here and now; this is for
 * clients in browsers, which have neither a compiler of schemas nor the schema.)
 *
 * @throws UnsupportedKeyword if a keyword has no such expression.
 */
export function fitsExpression(schema: JsonSchema | boolean, place: Place): string {
  if (typeof schema === 'boolean') return String(schema)
  const types = schema['type'] === undefined ? undefined : [schema['type']].flat().map(textOf)
  const typed = types === undefined || saysType(schema, types) ? 'true' : isOf(types, place)
  const inside = types?.length === 1 ? { ...place, known: types[0] } : place
  const asked = Object.entries(schema).map(([keyword, rule]) => {
    const expression = own(rules, keyword)
    if (expression === undefined) throw new UnsupportedKeyword(keyword)
    return expression(rule as never, inside, schema)
  })
  return all([typed, ...asked])
}

/** The same for a value inside another, of which nothing is known yet. */
function at(schema: JsonSchema | boolean, code: string, { depth }: Place): string {
  return fitsExpression(schema, { code, depth: depth + 1 })
}

function scalars(values: readonly unknown[]): string {
  if (values.some((value) => typeof value === 'object' && value !== null)) throw new UnsupportedKeyword('enum')
  return JSON.stringify(values)
}

function namesOf(required: unknown): readonly string[] {
  return Array.isArray(required) ? required.map(textOf) : []
}

function isPresent(name: string, { present = [] }: Place): boolean {
  return present.includes(name)
}

/** The same place for a schema that applies only if another one holds, which requires certain properties. */
function beside(schema: JsonSchema | boolean, place: Place): Place {
  const required = place.known === 'object' && isSchema(schema) ? namesOf(schema['required']) : []
  return { ...place, present: [...(place.present ?? []), ...required] }
}

/** Whether the values that a schema lists all have its type, so that the type needs no check. Any other keyword may rely on the type. */
function saysType(schema: JsonSchema, types: readonly string[]): boolean {
  if (Object.keys(schema).some((keyword) => !['type', 'enum', 'const'].includes(keyword))) return false
  const listed = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : []
  return listed.length > 0 && listed.every((value) => types.some((type) => isOfType(value, type)))
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  return value === null ? type === 'null' : typeof value === type
}

/** Whether a schema refuses an absent value. */
function refusesAbsence(schema: unknown): boolean {
  return isSchema(schema) && (schema['type'] !== undefined || schema['enum'] !== undefined || schema['const'] !== undefined)
}

/** Thrown for a keyword that quick checks do not support: the complete validator is used instead. */
export class UnsupportedKeyword extends Error {
  override readonly name = 'UnsupportedKeyword'

  constructor(keyword: string) {
    super(`no expression says what ${keyword} asks for`)
  }
}
