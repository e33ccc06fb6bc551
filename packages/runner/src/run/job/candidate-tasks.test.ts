import { expect, test } from 'vitest'
import { candidatesAmong } from './candidate-tasks.ts'

const SENT_AT = '2026-01-01T12:00:00.000Z'
const at = Date.parse(SENT_AT) / 1000
const REQUEST = { prompt: 'a fox', seed: 7, source_video_id: '9007199254740993' }

test('a task made before the submission, or from another request, is not a candidate', () => {
  const tasks = [
    { taskId: 'old', createdAt: at - 600, request: REQUEST },
    { taskId: 'other', createdAt: at + 1, request: { ...REQUEST, prompt: 'a cat' } },
    { taskId: 'silent', createdAt: at + 1 },
    { taskId: 'same', createdAt: at + 2, request: { ...REQUEST, seed: '7', model: 'v5', source_video_id: '9007199254740993' } },
    { taskId: 'timeless' },
  ]
  expect(candidatesAmong(tasks, { operation: 'extend', request: REQUEST, sentAt: SENT_AT })).toEqual([
    { taskId: 'same', createdAt: '2026-01-01T12:00:02.000Z', isSameRequest: true },
    { taskId: 'silent', createdAt: '2026-01-01T12:00:01.000Z' },
    { taskId: 'timeless' },
  ])
})
