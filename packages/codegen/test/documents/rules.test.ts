import { expect, test } from 'vitest'
import { issuesOf, studioText, studioWith } from './studio.ts'

test('the rules find nothing in a good document', () => {
  expect(issuesOf(studioText)).toEqual([])
})

test('the rules report everything in one go, from top to bottom', () => {
  const issues = issuesOf(
    studioWith(
      ['operation: getClip', 'operation: gotClip'],
      ['operationId: getAccount', 'operationId: getClip'],
      ['url: { type: string }', 'url: { type: strng }'],
      ['/clips/{id}:', '/clips/{no}:'],
      ['example: { paid: 10, free: 2 }', 'example: { paid: 10, free: x }'],
    ),
  )
  expect(issues.map((issue) => issue.code)).toEqual(
    expect.arrayContaining(['unknown-operation', 'path-parameter', 'duplicate-operation-id', 'example', 'unknown-type']),
  )
  expect(issues.map((issue) => issue.line)).toEqual(issues.map((issue) => issue.line).toSorted((a, b) => a - b))
})
