import type { ClipState } from '@shotlist/review'
import { expect, test } from 'vitest'
import { mayBePaid, STATUSES } from './status.ts'

test('a submission counts as paid from when it may have reached the provider until the provider says otherwise', () => {
  const paid = ['sent', 'answered', 'succeeded', 'uncertain'] as const
  const unpaid = ['intended', 'refused', 'failed'] as const
  expect(paid.filter(mayBePaid)).toEqual(paid)
  expect(unpaid.filter(mayBePaid)).toEqual([])
})

test("the table has every word of the review page for a clip's state", () => {
  // A new word of the page is a type error here until it is listed.
  const words: Record<ClipState, true> = {
    done: true,
    missing: true,
    failed: true,
    uncertain: true,
    queued: true,
    rendering: true,
    downloading: true,
    blocked: true,
    waiting: true,
    planned: true,
  }
  expect(new Set(Object.values(STATUSES).flatMap(({ clip }) => clip))).toEqual(new Set(Object.keys(words)))
})
