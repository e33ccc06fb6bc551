import { expect, test } from 'vitest'
import { createInputValidator } from '../../src/index.ts'
import { issuesOf, modelOf, studioWith } from './studio.ts'

/** The document rewritten for OpenAPI 3.0, without the ids of its operations. */
const old = studioWith(
  ['openapi: 3.1.0', 'openapi: 3.0.3'],
  ['seed: { type: [integer, "null"], minimum: 0 }', 'seed: { type: integer, nullable: true, minimum: 0, exclusiveMinimum: true }'],
  [
    'quality: { type: string, enum: [720p, 1080p], default: 720p }',
    'quality: { type: string, nullable: true, enum: [720p, 1080p], default: 720p }',
  ],
  ['      operationId: getClip\n', ''],
  ['operation: getClip', 'operation: getClipsById'],
  ['      operationId: getAccount\n', ''],
)

function codes(text: string): string[] {
  return issuesOf(text).map(({ code, message }) => `${code} ${message}`)
}

test('a document in OpenAPI 3.0 is lifted, and operations without an id get one', () => {
  expect(issuesOf(old).filter(({ severity }) => severity === 'error')).toEqual([])
  const model = modelOf(old)
  expect(model.table.tasks['video']?.read).toMatchObject({ operationId: 'getClipsById', path: '/clips/{id}' })
  expect(Object.keys(model.endpoints)).toContain('getAccount')
  const validate = createInputValidator(model, 'text-to-video')
  const fits = (fields: object) => validate({ prompt: 'a fox', model: 'm1', ...fields }).length === 0
  expect([{ seed: null }, { seed: 1 }, { seed: 0 }, { quality: null }, { quality: '4k' }].map(fits)).toEqual([
    true,
    true,
    false,
    true,
    false,
  ])
})

test('keywords of 3.0 are mistakes in 3.1, and the reverse', () => {
  expect(codes(old.replace('openapi: 3.0.3', 'openapi: 3.1.0'))).toContainEqual(expect.stringContaining('nullable'))
  expect(codes(old.replace('exclusiveMinimum: true', 'exclusiveMinimum: 3'))).toContainEqual(expect.stringContaining('exclusiveMinimum'))
})
