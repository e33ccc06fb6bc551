import { UNSEEN as ON_THE_PAGE } from '@shotlist/review'
import { expect, test } from 'vitest'
import { UNSEEN } from '../../packages/codegen/src/text/visible.ts'

test('the terminal and the review page replace the same characters', () => {
  expect(UNSEEN).toEqual(ON_THE_PAGE)
})
