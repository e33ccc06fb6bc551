import { linearPattern } from '../../explain/linear-pattern.ts'
import { didYouMean, suggest } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, isObject, items, own, textOf } from '../../spec/place.ts'
import { isVersion30 } from '../../spec/spec-document.ts'
import type { Rule } from '../rule-context.ts'

type KeywordShape =
  | 'anything'
  | 'boolean'
  | 'count'
  | 'list'
  | 'map'
  | 'named-schemas'
  | 'named-patterns'
  | 'names'
  | 'number'
  | 'pattern'
  | 'positive'
  | 'schema'
  | 'schemas'
  | 'string'
  | 'values'

/**
 * The kind of value of each keyword: JSON Schema 2020-12 (core, applicator, validation, meta-data, format and content vocabularies) and
 * OpenAPI 3.1, section 4.8.24. `type` has its own rule. The table gives better messages, and is faster, than validation against the
 * meta-schema.
 */
const KEYWORD_SHAPES: Readonly<Record<string, KeywordShape>> = {
  $anchor: 'string',
  $comment: 'string',
  $defs: 'named-schemas',
  $dynamicAnchor: 'string',
  $dynamicRef: 'string',
  $id: 'string',
  $ref: 'string',
  $schema: 'string',
  $vocabulary: 'map',
  additionalProperties: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  const: 'anything',
  contains: 'schema',
  contentEncoding: 'string',
  contentMediaType: 'string',
  contentSchema: 'schema',
  default: 'anything',
  dependentRequired: 'map',
  dependentSchemas: 'named-schemas',
  deprecated: 'boolean',
  description: 'string',
  discriminator: 'map',
  else: 'schema',
  enum: 'values',
  example: 'anything',
  examples: 'list',
  exclusiveMaximum: 'number',
  exclusiveMinimum: 'number',
  externalDocs: 'map',
  format: 'string',
  if: 'schema',
  items: 'schema',
  maxContains: 'count',
  maxItems: 'count',
  maxLength: 'count',
  maxProperties: 'count',
  maximum: 'number',
  minContains: 'count',
  minItems: 'count',
  minLength: 'count',
  minProperties: 'count',
  minimum: 'number',
  multipleOf: 'positive',
  not: 'schema',
  oneOf: 'schemas',
  pattern: 'pattern',
  patternProperties: 'named-patterns',
  prefixItems: 'schemas',
  properties: 'named-schemas',
  propertyNames: 'schema',
  readOnly: 'boolean',
  required: 'names',
  then: 'schema',
  title: 'string',
  type: 'anything',
  unevaluatedItems: 'schema',
  unevaluatedProperties: 'schema',
  uniqueItems: 'boolean',
  writeOnly: 'boolean',
  xml: 'map',
}

/** Keywords have the kind of value that JSON Schema 2020-12 requires, and an unknown keyword is not a typo of a known one. */
export const schemaKeywords: Rule = function* ({ spec, schemas, plain }) {
  const shapes = isVersion30(spec.root.value) ? SHAPES30 : KEYWORD_SHAPES
  for (const schema of schemas) {
    // Tools that join many files replace any `$ref`, and some documents have one for all properties.
    if (plain && schema.pointer.endsWith('/properties/$ref')) continue
    if (typeof schema.value !== 'boolean' && !isObject(schema.value)) {
      const hint = schema.value === null ? 'an empty schema is written {}' : undefined
      yield issueAt(schema, { code: 'schema-shape', message: 'a schema is a map of keywords, or true or false', hint })
      continue
    }
    for (const [keyword, place] of entries(schema)) {
      const shape = Object.hasOwn(shapes, keyword) ? shapes[keyword] : undefined
      if (shape !== undefined) {
        const problem = shapeProblem(shape, place.value, plain)
        if (problem !== undefined)
          yield issueAt(place, { code: 'schema-keyword', message: `${keyword} ${problem}`, hint: own(HINTS, keyword) })
      } else if (!keyword.startsWith('x-') && keyword !== 'type') {
        const nearest = suggest(keyword, Object.keys(shapes))
        const hint = nearest === undefined ? 'other keywords begin with `x-`' : `did you mean ${nearest}?`
        const code = nearest === undefined ? 'unknown-keyword' : 'misspelt-keyword'
        const severity = nearest === undefined ? 'warning' : 'error'
        yield issueAt(place, {
          code,
          severity,
          message: `${keyword} is not a keyword of JSON Schema`,
          hint: own(HINTS, keyword) ?? hint,
          at: 'key',
        })
      }
    }
  }
}

/** OpenAPI 3.0 uses an earlier JSON Schema. */
const SHAPES30: typeof KEYWORD_SHAPES = { ...KEYWORD_SHAPES, exclusiveMaximum: 'boolean', exclusiveMinimum: 'boolean', nullable: 'boolean' }

/** Hints for keywords of earlier versions of OpenAPI and JSON Schema. */
const HINTS: Readonly<Record<string, string>> = {
  definitions: 'JSON Schema 2020-12 calls it $defs; in OpenAPI use components.schemas',
  dependencies: 'JSON Schema 2020-12 splits it into dependentRequired and dependentSchemas',
  exclusiveMaximum: 'since OpenAPI 3.1 it is the limit itself: `exclusiveMaximum: 10`',
  exclusiveMinimum: 'since OpenAPI 3.1 it is the limit itself: `exclusiveMinimum: 0`',
  nullable: 'since OpenAPI 3.1 it is `type: [string, "null"]`',
  required: 'required is a list of names beside `properties`: `required: [prompt]`',
}

function shapeProblem(shape: KeywordShape, value: unknown, plain: boolean): string | undefined {
  switch (shape) {
    case 'schema':
      return isObject(value) || typeof value === 'boolean' ? undefined : 'must be a schema'
    case 'schemas':
      return Array.isArray(value) && value.length > 0 ? undefined : 'must be a list of schemas, with at least one'
    case 'named-schemas':
      return isObject(value) ? undefined : 'must be a map of names and schemas'
    case 'map':
      return isObject(value) ? undefined : 'must be a map'
    case 'list':
      return Array.isArray(value) ? undefined : 'must be a list'
    case 'values':
      return Array.isArray(value) && value.length > 0 ? undefined : 'must be a list of values, with at least one'
    case 'names':
      return Array.isArray(value) && value.every((name) => typeof name === 'string') ? undefined : 'must be a list of names'
    case 'count':
      return Number.isInteger(value) && (value as number) >= 0 ? undefined : 'must be a whole number, 0 or more'
    case 'number':
      return typeof value === 'number' ? undefined : 'must be a number'
    case 'positive':
      return typeof value === 'number' && value > 0 ? undefined : 'must be a number above 0'
    case 'pattern':
      return patternProblem(value, plain)
    case 'named-patterns':
      return isObject(value)
        ? Object.keys(value).flatMap((pattern) => patternProblem(pattern, plain) ?? [])[0]
        : 'must be a map of patterns'
    case 'anything':
      return undefined
    default:
      return typeof value === shape ? undefined : `must be ${shape === 'string' ? 'text' : 'true or false'}`
  }
}

/** A document without the dialect is not matched against its patterns here: they only go into generated code. */
function patternProblem(value: unknown, plain: boolean): string | undefined {
  if (typeof value !== 'string') return 'must be a regular expression'
  try {
    void new RegExp(value, 'u')
    if (!plain) linearPattern(value)
    return undefined
  } catch (error) {
    return error instanceof Error && error.cause !== undefined ? error.message : 'must be a regular expression'
  }
}

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']

/** `type` is one of the seven types, or a list of them. JSON Schema allows an unknown `format`. */
export const schemaTypes: Rule = function* ({ schemas }) {
  for (const schema of schemas) {
    const type = child(schema, 'type')
    if (type === undefined) continue
    for (const one of Array.isArray(type.value) ? items(type) : [type]) {
      if (TYPES.includes(one.value as string)) continue
      const message = `${JSON.stringify(one.value)} is not a type of JSON Schema`
      yield issueAt(one, { code: 'unknown-type', message, hint: didYouMean(textOf(one.value), TYPES) })
    }
    if (Array.isArray(type.value) && type.value.length === 0)
      yield issueAt(type, { code: 'unknown-type', message: 'the list of types is empty' })
  }
}
