import { createProviderClient } from '@shotlist/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { providerTime, timedFetch } from '../src/files/connections/provider-time.ts'
import type { Connection, RunOptions } from '../src/run/run-options.ts'
import { type Project, project } from './harness/project.ts'
import { quickClock } from './harness/quick-clock.ts'
import { KEY } from './harness/tiny-server.ts'

const HERO = 'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier, seed: 1 } }\n'
const OTHER = '  other: { uses: text-to-video, with: { prompt: a desert, seed: 1 } }\n'
const HOURS = 3_600_000
const DAYS = 24 * HOURS

/** Sets this machine's clock. The server's clock stays right. */
function setClock(aheadMs: number) {
  return vi.useFakeTimers({ toFake: ['Date'], now: vi.getRealSystemTime() + aheadMs })
}
afterEach(() => void vi.useRealTimers())

function runAt(made: Project, aheadMs: number, options: Partial<RunOptions> = {}) {
  setClock(aheadMs)
  return made.run({ clock: quickClock(), ...options })
}

/** Connects like the command, with the provider's clock. */
function timed({ server }: Project, time = providerTime(server.url)): RunOptions['connect'] {
  return ({ model }): Connection => ({
    client: createProviderClient(model.table, { apiKey: KEY, baseUrl: server.url, fetch: timedFetch }),
    account: 'test',
    time,
  })
}

function lost(manifest = HERO): Promise<Project> {
  return project({ manifest, onSubmit: ({ prompt }) => (prompt === 'a glacier' ? 'drop-before' : 'ok') })
}

describe('a submission without a response is not repeated', () => {
  test.each([
    ['two days later, if the clock was a month ahead when it was sent', 30 * DAYS, 2 * DAYS],
    ['two days later', 0, 2 * DAYS],
  ])('%s', async (_, sentAt, repeatedAt) => {
    const made = await lost()
    await runAt(made, sentAt)
    const { length } = made.server.submissions
    made.server.play({})
    expect((await runAt(made, repeatedAt)).summary).toMatchObject({ outcome: 'decision', counts: { uncertain: 1 } })
    expect(made.server.submissions).toHaveLength(length)
  })

  test('if the clock was set back after a later run', async () => {
    const made = await lost()
    await runAt(made, 0)
    const { length } = made.server.submissions
    await made.manifest(`jobs:\n${OTHER}`)
    await runAt(made, 2 * DAYS)
    await made.manifest(HERO)
    made.server.play({})
    expect((await runAt(made, 0)).summary).toMatchObject({ outcome: 'decision' })
    expect(made.server.submissions).toHaveLength(length + 1)
  })

  test("if two days have passed by the provider's clock, whatever the clock of this machine says", async () => {
    const made = await lost()
    await runAt(made, 0, { connect: timed(made) })
    const { length } = made.server.submissions
    made.server.play({})
    const later = { now: () => vi.getRealSystemTime() + 2 * DAYS, ask: async () => undefined }
    expect((await runAt(made, 0, { connect: timed(made, later) })).summary).toMatchObject({ outcome: 'decision' })
    expect(made.server.submissions).toHaveLength(length)
  })
})

test.each([
  ['repeated half an hour later', 0, 0.5 * HOURS, 'done'],
  ['not repeated two hours later', 0, 2 * HOURS, 'decision'],
  ['not repeated if the clock was set back by an hour', HOURS, 0, 'decision'],
])('at a provider that remembers keys for an hour, it is %s', async (_, sentAt, repeatedAt, outcome) => {
  const made = await lost()
  const document = String(await made.read('tiny.openapi.yaml'))
  const forAnHour = 'idempotency: { at: $request.header.Idempotency-Key, lifetime: 1h }'
  await made.write('tiny.openapi.yaml', document.replace('idempotency: Idempotency-Key', forAnHour))
  await runAt(made, sentAt)
  const { length } = made.server.submissions
  made.server.play({})
  expect((await runAt(made, repeatedAt)).summary).toMatchObject({ outcome })
  expect(made.server.submissions).toHaveLength(outcome === 'done' ? length + 1 : length)
})

test('is repeated with its key if it is recent by both clocks, also if one was wrong in between', async () => {
  const made = await lost(`${HERO}${OTHER}`)
  // The response to the other submission has the provider's time.
  await runAt(made, 2 * DAYS, { connect: timed(made) })
  made.server.play({})
  // The clock is right again when the next run writes.
  await made.manifest(`jobs:\n${OTHER}`)
  await runAt(made, 0)
  await made.manifest(`${HERO}${OTHER}`)
  expect((await runAt(made, 0, { connect: timed(made) })).summary).toMatchObject({ outcome: 'done', counts: { done: 1, cached: 1 } })
  expect(made.server.tasks.size).toBe(2)
})
