import { expect, test } from 'vitest'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'
import { checkCollisions } from './check-collisions.ts'

test('a name that a thousand cells share is reported as one mistake', () => {
  const place = { start: 40, end: 50 } as Place
  const messages: string[] = []
  const issues = { add: (_place: Place, { message }: { message: string }) => messages.push(message) } as unknown as IssueList
  checkCollisions(
    Array.from({ length: 1000 }, (_, n) => ({ path: 'same.mp4', instance: `clip[n=${n}]`, place })),
    issues,
  )
  expect(messages).toEqual(['clip[n=1] and clip[n=0] both write same.mp4, and 998 more like this'])
})
