import { expect, it } from 'vitest'
import { deleteAt, pointerTokens, readAt, writeAt } from './place.ts'

it('reads pointers with escapes, through objects and lists', () => {
  expect(pointerTokens('/a~1b/~0/0')).toEqual(['a/b', '~', '0'])
  expect(readAt({ 'a/b': { '~': ['x'] } }, ['a/b', '~', '0'])).toBe('x')
  expect(readAt({ list: [] }, ['list', 'length'])).toBeUndefined()
  expect(readAt({}, ['constructor'])).toBeUndefined()
})

it('creates missing parents', () => {
  expect(writeAt(undefined, ['data', '0', 'id'], 7)).toEqual({ data: [{ id: 7 }] })
  expect(writeAt({ data: [{ id: 1 }], kept: true }, ['data', '0', 'id'], 7)).toEqual({ data: [{ id: 7 }], kept: true })
  expect(writeAt({ data: 'text' }, ['data', 'id'], 7)).toEqual({ data: { id: 7 } })
})

it('removes places', () => {
  const value = { data: [{ id: 1, url: 'x' }, 2] }
  deleteAt(value, ['data', '0', 'url'])
  deleteAt(value, ['data', '1'])
  deleteAt(value, ['nothing', 'here'])
  expect(value).toEqual({ data: [{ id: 1 }] })
})
