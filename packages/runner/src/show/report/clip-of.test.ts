import { expect, test } from 'vitest'
import type { JobInstance } from '../../plan/plan.ts'
import { axesOf } from './clip-of.ts'

function instance(given: Partial<JobInstance>) {
  return { matrix: {}, ...given } as JobInstance
}

test('the axes of a clip name its row as its id does', () => {
  expect(axesOf(instance({ id: 'cat[look=a,row=S%2C1]#2', matrix: { look: 'a' }, row: { sku: 'S,1' } }))).toEqual({ look: 'a', row: 'S,1' })
  expect(axesOf(instance({ id: 'cat[row=7]', row: { id: 7 } }))).toEqual({ row: '7' })
  expect(axesOf(instance({ id: 'hero' }))).toEqual({})
})
