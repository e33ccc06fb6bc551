import { expect, test } from 'vitest'
import { joinPointer, splitPointer, valueAt } from './json-pointer.ts'

test('names with slashes and tildes come through', () => {
  const pointer = joinPointer(joinPointer('', '/clips/{id}'), 'a~b')
  expect(pointer).toBe('/~1clips~1{id}/a~0b')
  expect(splitPointer(pointer)).toEqual(['/clips/{id}', 'a~b'])
})

test('reads values, and only those that are there', () => {
  const value = { list: [{ a: 1 }], '': 2 }
  expect(valueAt(value, '')).toBe(value)
  expect(valueAt(value, '/list/0/a')).toBe(1)
  expect(valueAt(value, '/')).toBe(2)
  expect(valueAt(value, '/list/1')).toBeUndefined()
  expect(valueAt(value, '/constructor')).toBeUndefined()
})
