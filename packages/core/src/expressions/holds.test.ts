import { describe, expect, it } from 'vitest'
import type { Condition } from '../contract/index.ts'
import { holds } from './holds.ts'

const at = ['$response.body#/a']

describe('holds', () => {
  it.each<[Condition, unknown, boolean]>([
    [{ at, equals: 1 }, { a: 1 }, true],
    [{ at, equals: 1 }, { a: '1' }, true],
    [{ at, equals: '1' }, { a: 1 }, true],
    [{ at, equals: 1 }, { a: '1.0' }, false],
    [{ at, equals: 0 }, { a: 0 }, true],
    [{ at, equals: 0 }, {}, false],
    [{ at, equals: true }, { a: 'true' }, false],
    [{ at, equals: false }, { a: false }, true],
    [{ at, equals: null }, { a: null }, true],
    [{ at, equals: null }, {}, true],
    [{ at, in: ['done', 3] }, { a: '3' }, true],
    [{ at, in: ['done', 3] }, { a: 'doing' }, false],
    [{ at, present: true }, { a: '' }, false],
    [{ at, present: true }, { a: 0 }, true],
    [{ at, present: false }, { a: null }, true],
    [{ at, present: false }, undefined, true],
  ])('%j of %j: %s', (condition, body, expected) => {
    expect(holds(condition, { body })).toBe(expected)
  })
})
