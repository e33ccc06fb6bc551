import { expect, it } from 'vitest'
import { FaultInjector } from './fault-injector.ts'
import type { Fault } from './faults.ts'
import { seededRandom } from './random.ts'

function strikes(fault: Fault, requests: number): number[] {
  const injector = new FaultInjector([fault], seededRandom(1))
  return Array.from({ length: requests }, (_, index) => index + 1).filter(() => injector.strike('submit', 'extend').length > 0)
}

it('counts the requests that it matches', () => {
  expect(strikes({ on: 'submit', kind: 'html', after: 2, times: 2 }, 6)).toEqual([3, 4])
  expect(strikes({ on: 'extend', kind: 'html', nth: [2, 5] }, 6)).toEqual([2, 5])
  expect(strikes({ on: 'read', kind: 'html' }, 6)).toEqual([])
})

it('ignores requests that its kind does not apply to', () => {
  const injector = new FaultInjector(
    [
      { on: 'any', kind: 'task-never-ends', nth: 1 },
      { on: 'extend', kind: 'drop-after' },
    ],
    seededRandom(1),
  )
  expect(injector.strike('read', undefined)).toEqual([])
  expect(injector.strike('download', 'extend')).toEqual([])
  expect(injector.strike('submit', 'text-to-video').map((fault) => fault.kind)).toEqual(['task-never-ends'])
})

it('strikes the downloads of an operation only with the kinds of downloads', () => {
  const injector = new FaultInjector([{ on: 'extend', kind: 'no-range' }], seededRandom(1))
  expect(injector.strike('download', 'extend').map((fault) => fault.kind)).toEqual(['no-range'])
  expect(injector.strike('submit', 'extend')).toEqual([])
  expect(injector.strike('download', 'text-to-video')).toEqual([])
})
