import { keywordFits } from '../keywords/add-keywords.ts'
import { valueAt } from '../spec/json-pointer.ts'
import { isObject, own, type PlainObject, sameValue } from '../spec/place.ts'
import { ANNOTATION_KEYWORDS } from '../spec/schemas.ts'
import { linearPattern } from './linear-pattern.ts'

/** `undefined`: only a validator can decide. */
type Verdict = boolean | undefined

/** Checks a value against a keyword. A keyword that is neither in the table nor an annotation leaves the result undecided. */
type Check = (argument: never, value: never, around: Around) => Verdict

/** The keyword's own schema, and the root of references. */
type Around = { readonly schema: PlainObject; readonly root: unknown }

const numbers: Readonly<Record<string, Check>> = {
  exclusiveMaximum: (limit: number, value: number) => value < limit,
  exclusiveMinimum: (limit: number, value: number) => value > limit,
  maximum: (limit: number, value: number) => value <= limit,
  minimum: (limit: number, value: number) => value >= limit,
}

const texts: Readonly<Record<string, Check>> = {
  maxLength: (limit: number, value: string) => [...value].length <= limit,
  minLength: (limit: number, value: string) => [...value].length >= limit,
  pattern: (pattern: string, value: string) => expression(pattern)?.test(value),
}

const lists: Readonly<Record<string, Check>> = {
  items: (inner: unknown, value: unknown[], { schema, root }) => {
    const before = Array.isArray(schema['prefixItems']) ? schema['prefixItems'].length : 0
    return all(value.slice(before).map((item) => verdict(inner, item, root)))
  },
  prefixItems: (inner: unknown[], value: unknown[], { root }) =>
    all(inner.slice(0, value.length).map((schema, index) => verdict(schema, value[index], root))),
  maxItems: (limit: number, value: unknown[]) => value.length <= limit,
  minItems: (limit: number, value: unknown[]) => value.length >= limit,
}

const objects: Readonly<Record<string, Check>> = {
  dependentRequired: (names: Readonly<Record<string, string[]>>, value: PlainObject) =>
    Object.entries(names).every(([name, others]) => !Object.hasOwn(value, name) || others.every((other) => Object.hasOwn(value, other))),
  dependentSchemas: (inner: PlainObject, value: PlainObject, { root }) =>
    all(Object.entries(inner).map(([name, schema]) => (Object.hasOwn(value, name) ? verdict(schema, value, root) : true))),
  minProperties: (limit: number, value: PlainObject) => Object.keys(value).length >= limit,
  propertyNames: (inner: unknown, value: PlainObject, { root }) => all(Object.keys(value).map((name) => verdict(inner, name, root))),
  additionalProperties: (inner: unknown, value: PlainObject, { schema, root }) => {
    const known = isObject(schema['properties']) ? schema['properties'] : {}
    return all(Object.entries(value).map(([name, field]) => (Object.hasOwn(known, name) ? true : verdict(inner, field, root))))
  },
  properties: (inner: PlainObject, value: PlainObject, { root }) =>
    all(Object.entries(inner).map(([name, schema]) => (Object.hasOwn(value, name) ? verdict(schema, value[name], root) : true))),
  required: (names: string[], value: PlainObject) => names.every((name) => Object.hasOwn(value, name)),
}

const any: Readonly<Record<string, Check>> = {
  $ref: (reference: string, value: unknown, { root }) =>
    reference.startsWith('#/') ? verdict(valueAt(root, reference.slice(1)), value, root) : undefined,
  allOf: (parts: unknown[], value: unknown, { root }) => all(parts.map((part) => verdict(part, value, root))),
  anyOf: (parts: unknown[], value: unknown, { root }) => some(parts.map((part) => verdict(part, value, root))),
  const: (expected: unknown, value: unknown) => sameValue(expected, value),
  enum: (allowed: unknown[], value: unknown) => allowed.some((one) => sameValue(one, value)),
  if: (condition: unknown, value: unknown, { schema, root }) => {
    const asked = verdict(condition, value, root)
    return asked === undefined ? undefined : verdict((asked ? schema['then'] : schema['else']) ?? true, value, root)
  },
  not: (inner: unknown, value: unknown, { root }) => {
    const refused = verdict(inner, value, root)
    return refused === undefined ? undefined : !refused
  },
  oneOf: (parts: unknown[], value: unknown, { root }) => {
    const verdicts = parts.map((part) => verdict(part, value, root))
    return verdicts.includes(undefined) ? undefined : verdicts.filter(Boolean).length === 1
  },
  type: (types: string | string[], value: unknown) => (Array.isArray(types) ? types : [types]).some((type) => isOfType(type, value)),
}

const BY_KIND = { number: numbers, string: texts, array: lists, object: objects }
const elsewhere = new Set(Object.values(BY_KIND).flatMap(Object.keys))
const WITH_IF = new Set(['else', 'then'])

/**
 * Whether a standalone schema accepts a value, if this can be decided without a validator. Compiling a validator for one check takes a
 * hundred times as long, and a document has hundreds of examples. Ajv decides the rest, and explains why a value is refused.
 */
export function fits(schema: unknown, value: unknown, root: unknown = schema): Verdict {
  try {
    return verdict(schema, value, root)
  } catch {
    // A keyword has an invalid value, or a schema is infinitely recursive: the document's rules report it.
    return undefined
  }
}

function verdict(schema: unknown, value: unknown, root: unknown): Verdict {
  if (typeof schema === 'boolean') return schema
  if (!isObject(schema)) return undefined
  const ofKind = BY_KIND[kindOf(value) as keyof typeof BY_KIND] ?? {}
  return all(
    Object.entries(schema).map(([keyword, argument]) => {
      if (ANNOTATION_KEYWORDS.has(keyword) || WITH_IF.has(keyword)) return true
      if (keyword.startsWith('x-')) return isObject(value) ? (keywordFits(keyword, argument, value) ?? true) : true
      const check = own(any, keyword) ?? own(ofKind, keyword)
      if (check !== undefined) return check(argument as never, value as never, { schema, root })
      if (keyword === 'format') return formatFits(argument, value)
      return elsewhere.has(keyword) ? true : undefined
    }),
  )
}

function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false
  return verdicts.includes(undefined) ? undefined : true
}

function some(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true
  return verdicts.includes(undefined) ? undefined : false
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return value === null ? 'null' : typeof value
}

/** Formats of numbers do not apply to strings, and the reverse. Among strings, only simple web addresses are decided here. */
function formatFits(format: unknown, value: unknown): Verdict {
  if (typeof value !== 'string') return typeof value !== 'number' || Number.isSafeInteger(value) ? true : undefined
  if (format === 'int64' || format === 'int32' || format === 'float' || format === 'double') return true
  return format === 'uri' && /^https?:\/\/[\w.-]+(\/[\w./-]*)?$/.test(value) ? true : undefined
}

const expressions = new Map<string, ReturnType<typeof compilePattern>>()

/** The compiled pattern; `undefined` if it is not valid. The cache is limited, because patterns come from documents. */
function expression(pattern: string): ReturnType<typeof compilePattern> {
  if (expressions.size > 1000) expressions.clear()
  if (!expressions.has(pattern)) expressions.set(pattern, compilePattern(pattern))
  return expressions.get(pattern)
}

function compilePattern(pattern: string): ReturnType<typeof linearPattern> | undefined {
  try {
    return linearPattern(pattern)
  } catch {
    return undefined
  }
}

function isOfType(type: string, value: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : type === kindOf(value)
}
