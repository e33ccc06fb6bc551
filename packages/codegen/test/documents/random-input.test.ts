import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { newAjv } from '../../src/explain/compile-validator.ts'
import { compileDocument, createInputValidator, type OperationModel } from '../../src/index.ts'
import { generator } from './random.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const documents = globSync('specs/*/openapi.yaml', { cwd: root }).toSorted()
const JUNK = [null, true, 0, -1, 5, 1.5, '', 'x', '12345', [], ['x'], {}, { a: 1 }]

/** The example with some fields removed, set to a wrong value, or set to another known value. */
function spoil({ example, fields }: OperationModel, random: (below: number) => number): Record<string, unknown> {
  const input: Record<string, unknown> = { ...example }
  for (let count = 1 + random(4); count > 0; count -= 1) {
    const field = fields[random(fields.length)]
    const values: readonly unknown[] = field?.enum ?? JUNK
    const choice = random(6)
    if (field === undefined || choice === 0) input[`unknown${count}`] = 1
    else if (choice === 1) Reflect.deleteProperty(input, field.name)
    else input[field.name] = choice < 4 ? values[random(values.length)] : JUNK[random(JUNK.length)]
  }
  return input
}

test.each(documents)('%s: a request is refused with a reason, one for each value, exactly when it is not valid', (path) => {
  const compiled = compileDocument({ path: `${root}/${path}` })
  const operations = compiled.ok ? Object.values(compiled.model.operations).filter(({ fields }) => fields.length > 0) : []
  const random = generator(11)
  const wrong: unknown[] = []
  for (const operation of operations) {
    const valid = newAjv().compile(operation.input)
    const explain = compiled.ok ? createInputValidator(compiled.model, operation.name) : () => []
    for (let round = 0; round < 60; round += 1) {
      const input = spoil(operation, random)
      const errors = explain(input).filter(({ severity }) => severity === 'error')
      const places = errors.filter(({ pointer, keyword }) => pointer !== '' && keyword !== 'required').map(({ pointer }) => pointer)
      if (valid(input) !== (errors.length === 0) || new Set(places).size !== places.length)
        wrong.push({ operation: operation.name, input, errors })
    }
  }
  expect(operations.length).toBeGreaterThan(0)
  expect(wrong.slice(0, 3)).toEqual([])
})
