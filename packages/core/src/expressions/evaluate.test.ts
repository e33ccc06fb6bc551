import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition } from '../contract/index.ts'
import { evaluate, firstId, firstNumber, firstOf, firstText, holds } from './evaluate.ts'

const scope = {
  status: 201,
  headers: new Headers({ 'X-Task-Id': 't1' }),
  body: { Resp: { id: 7, list: [{ a: 'x' }], 'a/b': 1, 'm~n': 2, empty: '', nothing: null }, toString: 'own' },
  request: { path: { id: 'p' }, query: { q: 1 }, headers: new Headers({ h: 'v' }), body: { id: 'b' } },
}

describe('evaluate', () => {
  it.each([
    ['$statusCode', 201],
    ['$response.header.x-task-id', 't1'],
    ['$response.header.none', undefined],
    ['$response.body#/Resp/id', 7],
    ['$response.body#/Resp/list/0/a', 'x'],
    ['$response.body#/Resp/a~1b', 1],
    ['$response.body#/Resp/m~0n', 2],
    ['$response.body#/Resp/id/deeper', undefined],
    ['$response.body#/toString', 'own'],
    ['$response.body#/Resp/toString', undefined],
    ['$response.body#/Resp/list/length', 1],
    ['$response.body', scope.body],
    ['$request.path.id', 'p'],
    ['$request.query.q', 1],
    ['$request.header.h', 'v'],
    ['$request.body#/id', 'b'],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, scope)).toEqual(value)
  })

  it('finds the value that a pointer names, and never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), fc.string(), (body, name) => {
        const pointer = name.replaceAll('~', '~0').replaceAll('/', '~1')
        expect(evaluate(`$response.body#/${pointer}`, { body })).toEqual(Object.hasOwn(body, name) ? body[name] : undefined)
      }),
    )
    fc.assert(fc.property(fc.string(), fc.jsonValue(), (text, body) => void evaluate(`$response.${text}`, { body })))
  })
})

describe('firstOf', () => {
  it('returns the first that is neither absent, null nor empty', () => {
    expect(
      firstOf(
        ['$response.body#/Resp/none', '$response.body#/Resp/nothing', '$response.body#/Resp/empty', '$response.body#/Resp/id'],
        scope,
      ),
    ).toBe(7)
    expect(firstOf(['$response.body#/Resp/empty'], scope)).toBeUndefined()
    expect(firstOf(undefined, scope)).toBeUndefined()
  })

  it('accepts zero and false as values', () => {
    expect(firstOf(['$response.body#/a'], { body: { a: 0 } })).toBe(0)
    expect(firstOf(['$response.body#/a'], { body: { a: false } })).toBe(false)
  })

  it('returns text and numbers', () => {
    expect(firstText(['$response.body#/Resp/id'], scope)).toBe('7')
    expect(firstText(['$response.body#/Resp/list'], scope)).toBe('[{"a":"x"}]')
    expect(firstNumber(['$response.body#/n'], { body: { n: '45' } })).toBe(45)
    expect(firstNumber(['$response.body#/n'], { body: { n: 'many' } })).toBeUndefined()
    expect(firstNumber(['$response.body#/n'], { body: { n: [] } })).toBeUndefined()
  })
})

it.each([
  ['318633193768896', '318633193768896'],
  [318633193768896, '318633193768896'],
  [0.5, undefined],
  [1e300, undefined],
  [[null], undefined],
  [{ id: 1 }, undefined],
  [true, undefined],
  ['x'.repeat(2000), undefined],
])('an id is a text or a whole number: %o', (value, id) => {
  expect(firstId(['$response.body#/id'], { body: { id: value } })).toBe(id)
})

const AT = ['$response.body#/a']

describe('holds', () => {
  it.each<[Condition, unknown, boolean]>([
    [{ at: AT, equals: 1 }, { a: 1 }, true],
    [{ at: AT, equals: 1 }, { a: '1' }, true],
    [{ at: AT, equals: '1' }, { a: 1 }, true],
    [{ at: AT, equals: 1 }, { a: '1.0' }, false],
    [{ at: AT, equals: 0 }, { a: 0 }, true],
    [{ at: AT, equals: 0 }, {}, false],
    [{ at: AT, equals: true }, { a: 'true' }, false],
    [{ at: AT, equals: false }, { a: false }, true],
    [{ at: AT, equals: null }, { a: null }, true],
    [{ at: AT, equals: null }, {}, true],
    [{ at: AT, in: ['done', 3] }, { a: '3' }, true],
    [{ at: AT, in: ['done', 3] }, { a: 'doing' }, false],
    [{ at: AT, present: true }, { a: '' }, false],
    [{ at: AT, present: true }, { a: 0 }, true],
    [{ at: AT, present: false }, { a: null }, true],
    [{ at: AT, present: false }, undefined, true],
    [{ at: AT, endsWith: ['/x.mp4'] }, { a: 'https://h.example/x.mp4?sig=/y' }, true],
    [{ at: AT, endsWith: ['/y.mp4', '/x.mp4'] }, { a: 'https://h.example/x.mp4' }, true],
    [{ at: AT, endsWith: ['/x.mp4'] }, { a: 'https://h.example/ax.mp4' }, false],
    [{ at: AT, endsWith: ['/x.mp4'] }, {}, false],
  ])('%j of %j: %s', (condition, body, expected) => {
    expect(holds(condition, { body })).toBe(expected)
  })
})
