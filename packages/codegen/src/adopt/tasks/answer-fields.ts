import { mediaTypes } from '../../ir/media-types.ts'
import { defined } from '../../issues/defined.ts'
import { answerSchema } from '../../rules/answer-schema.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { inPlaceSchemas } from '../../spec/in-place.ts'
import { joinPointer } from '../../spec/json-pointer.ts'
import { child, entries, isObject, type PlainObject } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { wordsOf } from '../words.ts'

/** A field of a response, at any depth. Of a list, the fields of its first item stand for all. */
export type AnswerField = {
  readonly pointer: string
  readonly segments: readonly string[]
  /** The last segment that is not an index, in lower case, with underscores. */
  readonly name: string
  readonly types: readonly string[]
  /** The values that its schemas list. */
  readonly values: readonly unknown[]
  readonly formats: readonly string[]
  readonly description: string
  readonly maximum?: number
  /** All declarations of the field: alternatives of a union may declare it differently. */
  readonly schemas: readonly PlainObject[]
}

const MAX_DEPTH = 7
const MAX_FIELDS = 600

/** The fields of an operation's success response. Without a schema, those of its example. */
export function answerFields(operation: SpecOperation, context: RuleContext): readonly AnswerField[] {
  const schema = answerSchema(operation, context) ?? exampleSchema(operation, context)
  const found: AnswerField[] = []
  if (isObject(schema)) walk([schema], [], found)
  return found
}

/** The fields below one of them. */
export function fieldsBelow(field: AnswerField): readonly AnswerField[] {
  const found: AnswerField[] = []
  walk(field.schemas, [], found)
  return found
}

function walk(schemas: readonly PlainObject[], segments: readonly string[], found: AnswerField[]): void {
  if (segments.length > MAX_DEPTH) return
  const members = new Map<string, PlainObject[]>()
  const add = (name: string, schema: unknown): void => {
    if (isObject(schema)) members.set(name, [...(members.get(name) ?? []), schema])
    else if (schema === true) members.set(name, [...(members.get(name) ?? []), {}])
  }
  for (const part of schemas.flatMap((schema) => [...inPlaceSchemas(schema)])) {
    if (isObject(part['properties'])) for (const [name, schema] of Object.entries(part['properties'])) add(name, schema)
    if (isObject(part['items'])) add('0', part['items'])
  }
  for (const [name, declared] of members) {
    if (found.length >= MAX_FIELDS) return
    const inner = [...segments, name]
    found.push(fieldOf(inner, declared))
    walk(declared, inner, found)
  }
}

function fieldOf(segments: readonly string[], schemas: readonly PlainObject[]): AnswerField {
  const parts = schemas.flatMap((schema) => [...inPlaceSchemas(schema)])
  const listed = parts.flatMap((part) => {
    if (Array.isArray(part['enum'])) return part['enum'] as unknown[]
    return part['const'] === undefined ? [] : [part['const']]
  })
  const texts = (keyword: string): string[] => parts.flatMap((part) => (typeof part[keyword] === 'string' ? [part[keyword]] : []))
  const maximum = parts.map((part) => part['maximum']).find((value) => typeof value === 'number')
  return {
    pointer: segments.reduce(joinPointer, ''),
    segments,
    name: wordsOf(segments.findLast((segment) => segment !== '0') ?? '').join('_'),
    types: [...new Set(parts.flatMap(({ type }) => (Array.isArray(type) ? (type as string[]) : typeof type === 'string' ? [type] : [])))],
    values: [...new Set(listed.filter((value) => value !== null))],
    formats: texts('format'),
    description: texts('description').join(' '),
    ...defined({ maximum }),
    schemas,
  }
}

/** A schema that the example of a response suggests, for documents that only show examples. */
function exampleSchema(operation: SpecOperation, { spec }: RuleContext): unknown {
  const good = entries(child(operation.place, 'responses')).find(([status]) => status.startsWith('2'))
  const example = mediaTypes(spec.sources.deref(good?.[1]), spec.sources)[0]?.example
  return example === undefined ? undefined : schemaOf(example)
}

function schemaOf(value: unknown): PlainObject {
  if (Array.isArray(value)) return { type: 'array', items: value.length === 0 ? {} : schemaOf(value[0]) }
  if (isObject(value)) {
    return { type: 'object', properties: Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, schemaOf(inner)])) }
  }
  return value === null ? {} : { type: typeof value }
}

/** Whether a field may be a text. */
export function mayBeText({ types }: AnswerField): boolean {
  return types.length === 0 || types.includes('string')
}

/** Whether a field is a number. */
export function isNumber({ types }: AnswerField): boolean {
  return types.includes('number') || types.includes('integer')
}
