import { expect, it } from 'vitest'
import { readFaults } from './faults.ts'
import { ScenarioError } from './scenario-error.ts'

function mistakesIn(value: unknown): readonly string[] {
  try {
    readFaults(value, ['extend'])
    return []
  } catch (error) {
    return error instanceof ScenarioError ? error.mistakes : [String(error)]
  }
}

it('accepts phases, operations and every kind', () => {
  expect(
    mistakesIn([
      { on: 'any', kind: 'latency', ms: 5, jitterMs: 1, probability: 0.5, times: 2, after: 1 },
      { on: 'extend', kind: 'task-fails', class: 'moderation', nth: [1, 3] },
      { on: 'submit', kind: 'status', status: 429, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT', accepted: true },
    ]),
  ).toEqual([])
})

it.each([
  ['no list', {}, 'faults: must be a list'],
  ['no object', ['drop'], 'faults[0]: must be an object with `on` and `kind`'],
  [
    'an unknown operation',
    [{ on: 'fuse', kind: 'html' }],
    'faults[0].on: must be one of any, submit, read, upload, query, download, result, extend',
  ],
  [
    'a fault that could never strike',
    [{ on: 'read', kind: 'task-fails' }],
    'faults[0].on: task-fails strikes submissions only: write submit, not read',
  ],
  [
    'a fault of reads on results',
    [{ on: 'result', kind: 'stale' }],
    'faults[0].on: stale strikes requests of the phase read only: write read, not result',
  ],
  [
    'a field of another kind',
    [{ on: 'any', kind: 'html', ms: 5 }],
    'faults[0].ms: is not a field of html; its fields are kind, on, probability, times, after, nth, accepted',
  ],
  ['a number out of range', [{ on: 'any', kind: 'html', probability: 2 }], 'faults[0].probability: must be a number from 0 to 1'],
  ['a missing field', [{ on: 'any', kind: 'latency' }], 'faults[0].ms: is required by latency: a number of at least 0'],
  [
    'an unknown class',
    [{ on: 'any', kind: 'error', class: 'odd' }],
    'faults[0].class: must be one of invalid-request, auth, forbidden, not-found, moderation, quota, busy, rate-limit, server, unknown',
  ],
])('reports %s', (_what, value, mistake) => {
  expect(mistakesIn(value)).toEqual([mistake])
})
