import { stripTypeScriptTypes } from 'node:module'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { checkExpression } from '../../src/emit/checks/check-file.ts'
import { validatorCode, validatorRuntime } from '../../src/emit/validators/validator-file.ts'
import { newAjv } from '../../src/explain/compile-validator.ts'

/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */
const SCHEMA = {
  type: 'object',
  description: 'A text that validators do not need.',
  properties: {
    'a b': { enum: ['x', 'y'] },
    kind: { type: 'string', minLength: 2 },
    tags: { type: 'array', uniqueItems: true, items: { type: ['object', 'string'] } },
    when: { type: 'string', format: 'date-time' },
    id: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: String.raw`^\d+$` }] },
    tree: { $ref: '#/$defs/tree' },
  },
  required: ['kind'],
  unevaluatedProperties: false,
  allOf: [{ 'x-message': 'no', if: { properties: { kind: { const: 'long' } } }, then: { required: ['id'] } }],
  $defs: { tree: { type: 'object', properties: { below: { $ref: '#/$defs/tree' } }, additionalProperties: false } },
}

type Validate = { (input: unknown): boolean; errors?: unknown[] | null }

/** Runs generated code together with the runtime that is generated beside it. */
function evaluate(code: string): Validate {
  const runtime = stripTypeScriptTypes(validatorRuntime()).replaceAll('export ', '')
  return new Function(`${runtime}\n${code.replace('export const validate =', 'return')}`)() as Validate
}

test.each([
  [null],
  [{}],
  [{ kind: 'é' }],
  [{ kind: '🏔' }],
  [{ kind: 'ok', 'a b': 'z', extra: 1 }],
  [{ kind: 'ok', 'a b': 'y' }],
  [{ kind: 'long' }],
  [{ kind: 'long', id: 'x' }],
  [{ kind: 'long', id: '7' }],
  [{ kind: 'ok', tags: [{ a: [1] }, { a: [1] }, 'x', 'x'] }],
  [{ kind: 'ok', tags: [{ a: [1] }, { a: { 0: 1 } }, 'x'], when: 'yesterday', id: 1.5 }],
  [{ kind: 'ok', tree: { below: { below: { other: 1 } } } }],
])('a generated validator judges %j as ajv does, mistake by mistake', (input) => {
  const validate = evaluate(validatorCode(SCHEMA).code)
  const reference = new Ajv2020({ strict: false, allErrors: true, messages: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT/ } }).compile(
    SCHEMA,
  )
  expect(validate(input)).toBe(reference(input))
  expect(validate.errors ?? []).toEqual(reference.errors ?? [])
})

const OWN_RULES = {
  type: 'object',
  properties: { prompt: { type: 'string' }, images: { type: 'array' } },
  allOf: [{ 'x-mentions': { text: 'prompt', list: 'images', name: 'ref' } }, { 'x-span': { from: 'start', to: 'end', max: '1.5h' } }],
}

test.each([
  [{ prompt: '@dog runs', images: [{ ref: 'dog' }] }],
  [{ prompt: '@dog runs to @cat', images: [{ ref: 'dog' }, null, { ref: 7 }] }],
  [{ prompt: 'the @dog house', images: [{ ref: 'dog house' }, { ref: 'dog' }] }],
  [{ prompt: '@dog', images: [{ ref: 'dog' }, { ref: 'dog' }], start: '2026-01-01 00:00:00', end: '2026-01-01 01:30:01' }],
  [{ prompt: 7, images: 'dog', start: '2026-01-01T00:00:00Z', end: '2026-01-01T01:30:00+00:00' }],
  [{ start: '2026-01-02 00:00:00', end: '2026-01-01 00:00:00' }],
])("a generated validator judges %j by the dialect's keywords as ajv does", (input) => {
  const { code, imports } = validatorCode(OWN_RULES)
  expect(imports).toEqual(['mentions', 'span'])
  const validate = evaluate(code)
  const reference = newAjv({ messages: false }).compile(OWN_RULES)
  expect(validate(input)).toBe(reference(input))
  expect(validate.errors ?? []).toEqual(reference.errors ?? [])
})

test('a field that is called as what every object has is absent until it is given', () => {
  const odd = { type: 'object', properties: { toString: { type: 'string' }, valueOf: { const: 1 } }, required: ['valueOf'] }
  const validate = evaluate(validatorCode(odd).code)
  expect([{ valueOf: 1 }, { valueOf: 1, toString: 'a' }, {}, { valueOf: 1, toString: 2 }].map((input) => validate(input))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(checkExpression(odd)).toBeUndefined()
})

test('neither texts nor the schema stay in the code', () => {
  const { code, imports } = validatorCode(SCHEMA)
  expect(imports).toEqual(['ucs2length', 'equal'])
  expect(code).not.toContain('description')
  expect(code).not.toMatch(/const schema\d+ = /)
})
