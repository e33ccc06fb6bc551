import { expect, it } from 'vitest'
import { listedAt, mayHave } from './draft.ts'

const DRAFT = {
  status: 200,
  headers: {},
  body: {},
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { closed: { enum: ['a', null] }, open: { enum: ['a', 'b'], 'x-open-enum': true }, free: { type: 'string' } },
  },
}

it('writes only the values of a closed list, and any value where a list is open', () => {
  const may = (name: string, value: string | null) => mayHave(DRAFT, `$response.body#/${name}`, value)
  expect([may('closed', 'a'), may('closed', null), may('closed', 'c')]).toEqual([true, true, false])
  expect([may('open', 'a'), may('open', 'c'), may('free', 'c'), may('none', 'a')]).toEqual([true, true, true, false])
  expect(listedAt(DRAFT, '$response.body#/open')).toEqual(['a', 'b'])
})
