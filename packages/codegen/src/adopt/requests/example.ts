import { satisfies } from '../../explain/compile-validator.ts'
import { asList, fieldsOf, namesIn } from '../../ir/schema/variants.ts'
import { isObject, type PlainObject } from '../../spec/place.ts'
import { wordsOf } from '../words.ts'

/** A request that a schema accepts, as far as one can be made: the required fields, and what the clip shows. */
export function exampleRequest(schema: PlainObject): PlainObject {
  const made: Record<string, unknown> = { ...(sample('', schema, schema, 0) as PlainObject) }
  // What is required may depend on the values of other fields.
  for (let round = 0; round < 3; round += 1) {
    for (const rule of asList(schema['allOf'])) {
      if (!isObject(rule) || !isObject(rule['if']) || !isObject(rule['then']) || !satisfies(rule['if'], made)) continue
      const { then } = rule
      for (const name of namesIn(then['required'])) made[name] ??= sample(name, fieldsOf(then)[name] ?? fieldsOf(schema)[name], schema, 1)
      for (const [name, limits] of Object.entries(fieldsOf(then))) {
        if (name in made && isObject(limits) && !satisfies(limits, made[name])) made[name] = sample(name, limits, schema, 1)
      }
    }
  }
  const prompt = Object.entries(fieldsOf(schema)).find(([name]) => /^(text_?)?prompt(_?text)?$/i.test(name))
  if (prompt !== undefined && !(prompt[0] in made)) {
    const shown = { ...made, [prompt[0]]: sample(prompt[0], prompt[1], schema, 1) }
    if (satisfies(schema, shown)) return shown
  }
  return made
}

const MAX_DEPTH = 8

function sample(name: string, written: unknown, root: PlainObject, depth: number): unknown {
  const schema = resolved(written, root)
  if (!isObject(schema) || depth > MAX_DEPTH) return 'text'
  const given = [schema['const'], schema['default'], ...asList(schema['examples']), schema['example'], ...asList(schema['enum'])]
  const known = given.find((value) => value !== undefined && value !== null && satisfies({ ...schema, $defs: root['$defs'] }, value))
  if (known !== undefined && depth > 0) return known
  const parts = [...asList(schema['allOf'])]
  const choice = asList(schema['oneOf'] ?? schema['anyOf']).find((member) => isObject(member) && member['type'] !== 'null')
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
  const type = types.find((one) => one !== 'null')
  if (
    type === 'object' ||
    schema['properties'] !== undefined ||
    (type === undefined && parts.some((part) => isObject(part) && part['properties'] !== undefined))
  ) {
    return sampleObject({ schema, parts, choice }, root, depth)
  }
  if (choice !== undefined) return sample(name, choice, root, depth + 1)
  if (type === undefined && parts.length > 0) return sample(name, parts[0], root, depth + 1)
  if (type === 'array') {
    const count = Math.max(1, Number(schema['minItems'] ?? 1))
    return Array.from({ length: Math.min(count, 10) }, () => sample(name, schema['items'], root, depth + 1))
  }
  if (type === 'integer' || type === 'number') return sampleNumber(schema)
  if (type === 'boolean') return false
  return sampleText(name, schema)
}

function resolved(written: unknown, root: PlainObject): unknown {
  const reference = isObject(written) ? written['$ref'] : undefined
  const definitions = root['$defs']
  if (typeof reference !== 'string' || !isObject(definitions)) return written
  return definitions[reference.replace('#/$defs/', '')]
}

type Shape = { readonly schema: PlainObject; readonly parts: readonly unknown[]; readonly choice: unknown }

function sampleObject({ schema, parts, choice }: Shape, root: PlainObject, depth: number): PlainObject {
  const members = [schema, ...parts, ...(choice === undefined ? [] : [resolved(choice, root)])].filter(isObject)
  const fields = Object.assign({}, ...members.map(fieldsOf)) as PlainObject
  const required = new Set(members.flatMap((member) => namesIn(member['required'])))
  return Object.fromEntries([...required].map((name) => [name, sample(name, fields[name], root, depth + 1)]))
}

function sampleNumber({ minimum, exclusiveMinimum, maximum, multipleOf }: PlainObject): number {
  const least = typeof minimum === 'number' ? minimum : typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : 1
  const step = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : undefined
  const value = step === undefined ? least : Math.ceil(least / step) * step
  return typeof maximum === 'number' ? Math.min(value, maximum) : value
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  email: 'ann@example.com',
}

function sampleText(name: string, schema: PlainObject): string {
  const { format, minLength, maxLength } = schema
  const words = wordsOf(name)
  const file = schema['x-file']
  const byFormat = typeof format === 'string' ? FORMATS[format] : undefined
  if (byFormat !== undefined) return byFormat
  if (isObject(file) && file['url'] !== true) return PICTURE
  const extension = words.includes('video') ? 'clip.mp4' : words.includes('audio') || words.includes('voice') ? 'sound.mp3' : 'picture.png'
  const isAddress =
    (typeof format === 'string' && /^ur[il]/.test(format)) ||
    words.some((word) => /^(url|uri|urls)$/.test(word)) ||
    isObject(file) ||
    schema['x-public-url'] === true
  if (isAddress) return `https://example.com/${extension}`
  const text = words.includes('prompt')
    ? 'a glacier at sunrise'
    : words.includes('text') || words.includes('script')
      ? 'Good morning.'
      : 'text'
  const padded = text.padEnd(typeof minLength === 'number' ? minLength : 0, '.')
  return typeof maxLength === 'number' ? padded.slice(0, maxLength) : padded
}

/** A picture of one pixel. */
const PICTURE = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
