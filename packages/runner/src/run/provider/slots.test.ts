import { systemClock } from '@shotlist/core'
import { describe, expect, test } from 'vitest'
import { SharedSlots, Slots } from './slots.ts'

const signal = new AbortController().signal
function settle() {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Acquires slots by name, and lists the names in the order in which they got one. */
function queue(slots: Slots) {
  const got: string[] = []
  const ask = (name: string, ticket?: number) => slots.acquire({ signal, ticket }).then((slot) => (got.push(name), slot))
  return { got, ask }
}

describe('slots', () => {
  test('are given in the order of the requests; a refused job keeps its place in the queue', async () => {
    const slots = new Slots(1, { shared: new SharedSlots(9), clock: systemClock })
    const { got, ask } = queue(slots)
    const early = [slots.ticket(), slots.ticket()]
    const a = await ask('a')
    const rest = [ask('b'), ask('c'), ask('second', early[1]), ask('first', early[0])]
    a.release()
    for (const next of [3, 2, 0]) (await rest[next])?.release()
    await settle()
    expect(got).toEqual(['a', 'first', 'second', 'b', 'c'])
  })

  test('of all providers together stay within the common limit', async () => {
    const shared = new SharedSlots(2)
    const [one, two] = [new Slots(5, { shared, clock: systemClock }), new Slots(5, { shared, clock: systemClock })]
    const { got, ask } = queue(one)
    const other = queue(two)
    void ask('a')
    void ask('b')
    void other.ask('c')
    await settle()
    expect([...got, ...other.got]).toHaveLength(2)
    expect(shared.occupied).toBe(2)
  })

  test('become fewer if the provider is full, and more again if it accepts submissions', async () => {
    const slots = new Slots(4, { shared: new SharedSlots(9), clock: systemClock })
    const held = await Promise.all([1, 2, 3, 4].map(() => slots.acquire({ signal })))
    slots.refused()
    expect(slots.limit).toBe(3)
    held.pop()?.release()
    for (let nth = 0; nth < 3; nth += 1) slots.accepted()
    expect(slots.limit).toBe(4)
  })

  test('are released once', async () => {
    const slots = new Slots(1, { shared: new SharedSlots(9), clock: systemClock })
    const slot = await slots.acquire({ signal })
    slot.release()
    slot.release()
    expect(slots.held).toBe(0)
  })

  test('are given after a pause, even if its timer fired early', async () => {
    let nowMs = 0
    const early = { now: () => nowMs, sleep: async (ms: number) => void (nowMs += ms > 1 ? ms - 0.4 : ms) }
    const slots = new Slots(1, { shared: new SharedSlots(9), clock: early })
    const { got, ask } = queue(slots)
    slots.pause(50)
    void ask('a')
    await settle()
    expect(got).toEqual(['a'])
    expect(nowMs).toBeGreaterThanOrEqual(50)
  })

  test('are not given to a request that was cancelled', async () => {
    const slots = new Slots(1, { shared: new SharedSlots(9), clock: systemClock })
    const slot = await slots.acquire({ signal })
    const stop = new AbortController()
    const waiting = slots.acquire({ signal: stop.signal })
    stop.abort(new Error('called off'))
    await expect(waiting).rejects.toThrow('called off')
    slot.release()
    expect(slots.held).toBe(0)
  })
})
