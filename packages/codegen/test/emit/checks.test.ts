import { globSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkExpression } from '../../src/emit/checks/check-file.ts'
import { generatedValidator } from '../../src/emit/validators/generated-validator.ts'
import { validatorRuntime } from '../../src/emit/validators/validator-file.ts'
import { compileDocument, type JsonSchema, type OperationModel } from '../../src/index.ts'
import { generator } from '../documents/random.ts'

/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const runtime = stripTypeScriptTypes(validatorRuntime()).replaceAll('export ', '')
const JUNK = [null, true, false, 0, -1, 5, 8, 1.5, 0.07, 0.075, 1e300, '', 'x', 'é🏔', '12345', [], ['x', 'x'], [1, [2]], {}, { a: 1 }]

/** Runs an expression as the generated file does. */
function fitsOf(schema: JsonSchema): ((value: unknown) => boolean) | undefined {
  const expression = checkExpression(schema)
  return expression === undefined ? undefined : (new Function(`${runtime}\nreturn (v) => ${expression}`)() as (value: unknown) => boolean)
}

test.each<[string, JsonSchema]>([
  ['types', { type: ['integer', 'null'] }],
  ['numbers', { minimum: 1, exclusiveMaximum: 8, multipleOf: 0.5 }],
  ['decimals', { multipleOf: 0.01 }],
  ['texts', { minLength: 2, maxLength: 3, pattern: '^[x\u00e9]' }],
  ['lists', { minItems: 1, uniqueItems: true, prefixItems: [{ type: 'string' }], items: { type: 'array', maxItems: 1 } }],
  ['objects', { type: 'object', properties: { a: { const: 1 } }, required: ['a', 'b'], additionalProperties: { type: 'string' } }],
  ['dependents', { dependentRequired: { a: ['b'] }, minProperties: 1, maxProperties: 1 }],
  ['alternatives', { oneOf: [{ type: 'number' }, { const: 5 }, { enum: ['x', null] }] }],
  ['conditions', { if: { type: 'string' }, then: { minLength: 3 }, else: { not: { type: 'boolean' } } }],
  ['one branch', { if: { required: ['a'] }, else: { anyOf: [{ type: 'array' }, false] } }],
])('a quick check of %s judges as ajv does', (_name, schema) => {
  const fits = fitsOf(schema)
  const { validate } = generatedValidator(schema)
  for (const value of JUNK) expect([value, fits?.(value)]).toEqual([value, validate(value)])
})

test('what no expression can say is left to the validator', () => {
  expect(checkExpression({ $ref: '#/$defs/a', $defs: { a: {} } })).toBeUndefined()
  expect(checkExpression({ unevaluatedProperties: false })).toBeUndefined()
  expect(checkExpression({ enum: [{ a: 1 }] })).toBeUndefined()
})

/** The example with some fields removed, set to a wrong value, or set to another known value. */
function spoil({ example, fields }: OperationModel, random: (below: number) => number): Record<string, unknown> {
  const input: Record<string, unknown> = { ...example }
  for (let count = random(4); count > 0; count -= 1) {
    const field = fields[random(fields.length)]
    const values: readonly unknown[] = field?.enum ?? JUNK
    const choice = random(8)
    if (field === undefined || choice === 0) input['unknown'] = 1
    else if (choice === 1) Reflect.deleteProperty(input, field.name)
    else input[field.name] = choice < 6 ? values[random(values.length)] : JUNK[random(JUNK.length)]
  }
  return input
}

test.each(globSync('specs/*/openapi.yaml', { cwd: root }).toSorted())('%s: quick checks judge as the validators do', (path) => {
  const compiled = compileDocument({ path: `${root}/${path}` })
  const operations = compiled.ok ? Object.values(compiled.model.operations) : []
  const random = generator(5)
  const wrong: unknown[] = []
  let valid = 0
  for (const operation of operations) {
    const fits = fitsOf(operation.input)
    const { validate } = generatedValidator(operation.input)
    expect([operation.name, fits]).not.toEqual([operation.name, undefined])
    for (let round = 0; round < 200; round += 1) {
      const input = spoil(operation, random)
      if (fits?.(input) !== validate(input)) wrong.push({ operation: operation.name, input, ajv: validate.errors })
      else if (validate(input)) valid += 1
    }
  }
  expect(wrong.slice(0, 3)).toEqual([])
  expect(valid).toBeGreaterThan(operations.length * 20)
})
