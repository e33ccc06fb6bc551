import { expect, test } from 'vitest'
import type { OperationModel } from '../ir/model.ts'
import { capabilityMatrix, capabilityTable } from './capability-matrix.ts'

type Fields = OperationModel['fields'][number]

function field(name: string, rest: Partial<Fields> = {}): Fields {
  return { name, type: 'string', required: false, description: '', ...rest }
}

const operation: OperationModel = {
  name: 'extend',
  kind: 'task',
  title: 'Extend',
  description: '',
  deprecated: false,
  input: {},
  example: { model: 'v6', length: 3, source: 7, sound: true },
  fields: [
    field('model', { required: true, enum: ['v4', 'v5', 'v6'], open: true }),
    field('length', { type: 'integer', minimum: 1, maximum: 5 }),
    field('size', { enum: ['720p', '1080p'] }),
    field('shape', { enum: ['16:9', '21:9'] }),
    field('sound', { type: 'boolean' }),
    field('moves', { enum: ['calm', 'fast'] }),
    field('source', { type: 'integer' }),
    field('cuts', { type: 'boolean', default: false }),
    field('look', { enum: ['clay', 'comic'] }),
  ],
}
const CANONICAL = { model: 'model', duration: 'length', quality: 'size', aspect_ratio: 'shape', audio: 'sound', motion: 'moves' }

/** A source is required; v4 makes 2 or 4 s, without sound and in one shape; v5 is not offered; `fast` needs a short clip; only v6 cuts. */
function isValid({ model, length, size, shape, sound, moves, source, cuts }: Readonly<Record<string, unknown>>): boolean {
  if (source === undefined || model === 'v5' || (cuts === true && model !== 'v6')) return false
  if (model === 'v4' && ((length !== 2 && length !== 4) || Boolean(sound) || shape === '21:9')) return false
  if (moves === 'fast' && length !== 2) return false
  return size !== '1080p' || Number(length) < 4
}

test('what an operation offers is found by asking its rules', () => {
  const matrix = capabilityMatrix(operation, { canonical: CANONICAL }, isValid)
  expect(matrix?.models.map(({ model, ratios, audio }) => ({ model, ratios, audio }))).toEqual([
    { model: 'v4', ratios: ['16:9'], audio: false },
    { model: 'v5', ratios: [], audio: false },
    { model: 'v6', ratios: ['16:9', '21:9'], audio: true },
  ])
  expect(matrix && capabilityTable(matrix)).toEqual({
    columns: ['model', '720p', '1080p', 'shape', 'sound', 'moves fast', 'cuts', 'look'],
    rows: [
      ['v4', '2, 4', '2', '16:9', 'no', '2', 'no', 'yes'],
      ['v5', '-', '-', '-', 'no', '-', 'no', 'no'],
      ['v6', '1 to 5', '1 to 3', '16:9, 21:9', 'yes', '2', 'yes', 'yes'],
    ],
  })
})

test('without a model, a list of lengths or an example there is nothing to tell', () => {
  expect(capabilityMatrix(operation, { canonical: { duration: 'length' } }, isValid)).toBeUndefined()
  expect(capabilityMatrix(operation, { canonical: { ...CANONICAL, duration: 'source' } }, isValid)).toBeUndefined()
  const { example: _, ...without } = operation
  expect(capabilityMatrix(without, { canonical: CANONICAL }, isValid)).toBeUndefined()
})

test('an operation without qualities has one column of lengths', () => {
  const few = { ...operation, fields: operation.fields.filter(({ name }) => ['model', 'length', 'source'].includes(name)) }
  const matrix = capabilityMatrix(few, { canonical: { model: 'model', duration: 'length' } }, isValid)
  expect(matrix && capabilityTable(matrix)).toEqual({
    columns: ['model', 'length'],
    rows: [
      ['v4', '-'],
      ['v5', '-'],
      ['v6', '1 to 5'],
    ],
  })
})

test('a document with more choices than anybody would read is not asked', () => {
  const models = field('model', { required: true, enum: Array.from({ length: 9999 }, String) })
  const many = { ...operation, fields: [models, ...operation.fields.slice(1)] }
  let asked = 0
  expect(capabilityMatrix(many, { canonical: CANONICAL }, () => (asked += 1) > 0)).toBeUndefined()
  expect(asked).toBe(0)
})
