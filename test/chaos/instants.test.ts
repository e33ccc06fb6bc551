import { describe, expect, type TestContext, test } from 'vitest'
import { eventsOf } from '../harness/shotlist.ts'
import { type Chain, makeChain } from './chain.ts'
import { INSTANTS } from './instants.ts'

/** A chain whose first run was killed at an instant. */
async function killed(name: 'pixverse' | 'acedata', instant: string, { onTestFinished }: TestContext): Promise<Chain> {
  const chain = await makeChain(name)
  onTestFinished(chain.close)
  const { signal, stderr } = await chain.crash(instant)
  expect(signal, stderr).toBe('SIGKILL')
  return chain
}

describe.concurrent('killed', () => {
  test.for(INSTANTS)('at the instant "$is": the next run finishes the batch, and each clip is paid once', async ({ instant }, context) => {
    const { payments, run, clip } = await killed('pixverse', instant, context)
    const again = await run()
    expect(again.code, again.stderr).toBe(0)
    expect(payments()).toEqual({ charges: 2, duplicates: 0 })
    expect((await clip('clip.mp4')).length).toBeGreaterThan(1000)
    expect((await clip('longer.mp4')).length).toBeGreaterThan(1000)
  })
})

// Once the task's id is written, keys make no difference.
const UNTIL_THE_ID = INSTANTS.slice(0, INSTANTS.findIndex(({ is }) => is === 'id written') + 1)
function isUncertain(each: (typeof INSTANTS)[number]): boolean {
  return 'isUncertain' in each
}

describe.concurrent('without keys, killed', () => {
  test.for(UNTIL_THE_ID.filter((each) => !isUncertain(each)))(
    'at the instant "$is": the next run finishes the batch',
    async ({ instant }, context) => {
      const { payments, run } = await killed('acedata', instant, context)
      expect((await run()).code).toBe(0)
      expect(payments()).toEqual({ charges: 2, duplicates: 0 })
    },
  )

  test.for(UNTIL_THE_ID.filter(isUncertain))(
    'at the instant "$is": the next run asks, and does not submit again by itself',
    async ({ instant }, context) => {
      const { payments, run, resubmit } = await killed('acedata', instant, context)
      const { charges } = payments()
      const asking = await run()
      expect(asking.code).toBe(4)
      expect(eventsOf(asking.stdout).filter(({ event }) => event === 'job.uncertain')).toMatchObject([{ job: 'clip' }])
      expect(payments().charges).toBe(charges)
      expect((await resubmit('clip')).code).toBe(0)
      expect((await run()).code).toBe(0)
      expect(payments()).toEqual({ charges: 2 + charges, duplicates: charges })
    },
  )
})

// Regression: the next run mistook Shotlist's own older file for an edited one and refused to continue.
describe.concurrent('killed while a clip replaces an older one', () => {
  test.for(['after file:checked', 'before place', 'after place', 'before file:placed'])(
    '%s: the next run finishes the batch',
    async (instant, { onTestFinished }) => {
      const chain = await makeChain('pixverse')
      onTestFinished(chain.close)
      expect((await chain.run()).code).toBe(0)
      const old = await chain.clip('clip.mp4')
      await chain.changePrompt()
      expect((await chain.crash(instant)).signal).toBe('SIGKILL')
      const next = await chain.run()
      expect(next.code, next.stderr).toBe(0)
      expect(chain.payments()).toEqual({ charges: 4, duplicates: 0 })
      expect((await chain.clip('clip.mp4')).equals(old)).toBe(false)
      expect((await chain.verify()).code).toBe(0)
    },
  )
})

// Regression: a run that only found what a killed run had recorded left the older lockfile unchanged.
test('a run with nothing to do writes what a killed run recorded into the lockfile', async ({ onTestFinished }) => {
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
  expect(chain.payments()).toEqual({ charges: 2, duplicates: 0 })
})
