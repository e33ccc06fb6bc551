import { describe, expect, type TestContext, test } from 'vitest'
import { eventsOf } from '../harness/shotlist.ts'
import { type Chain, makeChain } from './chain.ts'
import { INSTANTS } from './instants.ts'

/** A chain whose first run died at an instant. */
async function killed(name: 'pixverse' | 'acedata', instant: string, { onTestFinished }: TestContext): Promise<Chain> {
  const chain = await makeChain(name)
  onTestFinished(chain.close)
  const { signal, stderr } = await chain.crash(instant)
  expect(signal, stderr).toBe('SIGKILL')
  return chain
}

describe.concurrent('killed', () => {
  test.for(INSTANTS)('at the instant "$is": the next run ends the batch, and each clip is paid for once', async ({ instant }, context) => {
    const { bill, run, clip } = await killed('pixverse', instant, context)
    const again = await run()
    expect(again.code, again.stderr).toBe(0)
    expect(bill()).toEqual({ charges: 2, duplicates: 0 })
    expect((await clip('clip.mp4')).length).toBeGreaterThan(1000)
    expect((await clip('longer.mp4')).length).toBeGreaterThan(1000)
  })
})

// From where its task is known on, it does not matter whether a provider has keys.
const BEFORE_THE_ID = INSTANTS.slice(0, INSTANTS.findIndex(({ is }) => is === 'id written') + 1)
function isInDoubt(each: (typeof INSTANTS)[number]): boolean {
  return 'isInDoubt' in each
}

describe.concurrent('without keys, killed', () => {
  test.for(BEFORE_THE_ID.filter((each) => !isInDoubt(each)))(
    'at the instant "$is": the next run ends the batch',
    async ({ instant }, context) => {
      const { bill, run } = await killed('acedata', instant, context)
      expect((await run()).code).toBe(0)
      expect(bill()).toEqual({ charges: 2, duplicates: 0 })
    },
  )

  test.for(BEFORE_THE_ID.filter(isInDoubt))(
    'at the instant "$is": the next run asks, and submits nothing again by itself',
    async ({ instant }, context) => {
      const { bill, run, resubmit } = await killed('acedata', instant, context)
      const { charges } = bill()
      const asking = await run()
      expect(asking.code).toBe(4)
      expect(eventsOf(asking.stdout).filter(({ event }) => event === 'job.uncertain')).toMatchObject([{ job: 'clip' }])
      expect(bill().charges).toBe(charges)
      expect((await resubmit('clip')).code).toBe(0)
      expect((await run()).code).toBe(0)
      expect(bill()).toEqual({ charges: 2 + charges, duplicates: charges })
    },
  )
})

// The file that stood there was Shotlist's own; the next run took it for one that somebody had worked on, and refused to go on.
describe.concurrent('killed while a clip takes the place of an older one', () => {
  test.for(['after file:checked', 'before place', 'after place', 'before file:placed'])(
    '%s: the next run ends the batch',
    async (instant, { onTestFinished }) => {
      const chain = await makeChain('pixverse')
      onTestFinished(chain.close)
      expect((await chain.run()).code).toBe(0)
      const old = await chain.clip('clip.mp4')
      await chain.reword()
      expect((await chain.crash(instant)).signal).toBe('SIGKILL')
      const next = await chain.run()
      expect(next.code, next.stderr).toBe(0)
      expect(chain.bill()).toEqual({ charges: 4, duplicates: 0 })
      expect((await chain.clip('clip.mp4')).equals(old)).toBe(false)
      expect((await chain.verify()).code).toBe(0)
    },
  )
})

// A run that finished nothing but what a killed one had recorded found the lockfile as it had been written before, and left it so.
test('what a killed run recorded is in the lockfile of the next, though that has nothing to do', async ({ onTestFinished }) => {
  const chain = await makeChain('pixverse')
  onTestFinished(chain.close)
  const first = await chain.run('--only', 'clip')
  expect(first.code, first.stderr).toBe(0)
  expect(await chain.lockfile()).not.toContain('longer:')
  expect((await chain.crash('after job:done')).signal).toBe('SIGKILL')
  const next = await chain.run()
  expect(next.code, next.stderr).toBe(0)
  expect(eventsOf(next.stdout).filter(({ event }) => event === 'job.cached')).toHaveLength(2)
  expect(await chain.lockfile()).toContain('longer:')
  expect(chain.bill()).toEqual({ charges: 2, duplicates: 0 })
})
