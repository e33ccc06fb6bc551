import { expect, test } from 'vitest'
import { inputWays } from './input-type.ts'

function ways(input: Parameters<typeof inputWays>[0]) {
  return inputWays(input).map(({ required, absent }) => ({ required: required.flat(), absent: [...absent.keys()] }))
}

function either(...names: string[]) {
  return { oneOf: names.map((name) => ({ required: [name] })) }
}

test('fields that exclude each other are a way each', () => {
  expect(ways({ allOf: [either('clip', 'upload')] })).toEqual([
    { required: ['clip'], absent: ['upload'] },
    { required: ['upload'], absent: ['clip'] },
  ])
  expect(ways(either('clip', 'upload'))).toHaveLength(2)
})

test('two choices make four ways', () => {
  expect(ways({ allOf: [either('clip', 'upload'), either('look', 'words')] })).toEqual([
    { required: ['clip', 'look'], absent: ['upload', 'words'] },
    { required: ['clip', 'words'], absent: ['upload', 'look'] },
    { required: ['upload', 'look'], absent: ['clip', 'words'] },
    { required: ['upload', 'words'], absent: ['clip', 'look'] },
  ])
})

test('fields that go together stand for each other', () => {
  const voice = { oneOf: [{ required: ['sound'] }, { anyOf: [{ required: ['speaker'] }, { required: ['text'] }] }] }
  const together = { dependentRequired: { speaker: ['text'], text: ['speaker'] } }
  expect(ways({ allOf: [voice, together] })).toEqual([
    { required: ['sound'], absent: ['speaker', 'text'] },
    { required: ['speaker', 'text'], absent: ['sound'] },
  ])
  expect(ways({ allOf: [voice] })).toEqual([{ required: [], absent: [] }])
})

test('a field of several that a branch needs may be there without the others', () => {
  expect(ways({ oneOf: [{ required: ['page'] }, { required: ['prompt', 'pictures'] }] })).toEqual([
    { required: ['page'], absent: [] },
    { required: ['prompt', 'pictures'], absent: ['page'] },
  ])
  expect(
    ways({ oneOf: [{ required: ['page'], not: { anyOf: [{ required: ['prompt'] }] } }, { required: ['prompt', 'pictures'] }] }),
  ).toEqual([
    { required: ['page'], absent: ['prompt'] },
    { required: ['prompt', 'pictures'], absent: ['page'] },
  ])
})

test('at least one of several excludes nothing', () => {
  expect(ways({ anyOf: [{ required: ['cursor'] }, { required: ['from', 'to'] }] })).toEqual([
    { required: ['cursor'], absent: [] },
    { required: ['from', 'to'], absent: [] },
  ])
})

test('what says more than which fields are there is no choice, and too many ways are none', () => {
  expect(ways({ oneOf: [{ required: ['a'], properties: { a: { const: 1 } } }, { required: ['b'] }] })).toEqual([
    { required: [], absent: [] },
  ])
  expect(ways({ allOf: [either('a', 'b'), either('c', 'd'), either('e', 'f')] })).toHaveLength(4)
  expect(ways({ allOf: [either('a', 'b', 'c', 'd', 'e')] })).toEqual([{ required: [], absent: [] }])
})
