import { defined } from '@shotlist/codegen/defined'
import type { ScenarioOptions } from '@shotlist/emulator'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startProvider } from './harness/emulator.ts'
import { shotlistInProcess } from './harness/in-process.ts'
import { eventsOf, folderOf } from './harness/shotlist.ts'
import { endlessPatience, heldTimer, stoppedClock } from './harness/stopped-time.ts'
import { eventText, untilWritten } from './harness/until-written.ts'

const RUN = ['run', '--yes', '--json', '--poll', '50ms']
const FIELDS = 'model: v4.5, quality: 360p, duration: 5'

/** A batch of single clips at PixVerse, 45 credits each. */
async function clips(count: number, options: ScenarioOptions, head = '') {
  const emulator = await startProvider('pixverse', options)
  const numbers = Array.from({ length: count }, (_, nth) => nth + 1).join(', ')
  const folder = await folderOf({
    'shotlist.yaml': `version: 1
${head}
providers: { pixverse: { concurrency: 10, rate: 6000/min } }
jobs:
  clip:
    matrix: { n: [${numbers}] }
    uses: pixverse/text-to-video
    with: { prompt: "clip \${{ matrix.n }}", aspect_ratio: "16:9", ${FIELDS} }
`,
  })
  onTestFinished(async () => {
    await emulator.close()
    await folder.remove()
  })
  const invocation = { cwd: folder.path, env: { PIXVERSE_API_KEY: 'a-key', PIXVERSE_BASE_URL: emulator.url } }
  return {
    emulator,
    run: (...args: string[]) => shotlistInProcess([...RUN, ...args], invocation),
    /** Runs, and acts when an event of a kind has been written that many times. */
    runWith: (point: { event: string; times: number; act: () => void }, ...args: string[]) => {
      const { onOutput, written } = untilWritten(eventText(point.event), point.times)
      void written.then(point.act)
      return shotlistInProcess([...RUN, ...args], { ...invocation, onOutput: onOutput })
    },
    plan: (...args: string[]) => shotlistInProcess(['plan', ...args], invocation),
  }
}

/** Clips one after another at PixVerse, one at Ace Data Cloud, and one that extends the first. */
async function two(faults: ScenarioOptions['faults'], head = '') {
  const [pixverse, acedata] = await Promise.all([startProvider('pixverse', defined({ faults })), startProvider('acedata')])
  const folder = await folderOf({
    'shotlist.yaml': `version: 1
${head}
providers: { pixverse: { concurrency: 1, rate: 6000/min }, acedata: { rate: 6000/min } }
defaults: { retries: 0 }
jobs:
  one: { uses: pixverse/text-to-video, with: { prompt: one, aspect_ratio: "16:9", ${FIELDS} } }
  two: { uses: pixverse/text-to-video, with: { prompt: two, aspect_ratio: "16:9", ${FIELDS} } }
  three: { uses: pixverse/text-to-video, with: { prompt: three, aspect_ratio: "16:9", ${FIELDS} } }
  four: { uses: pixverse/text-to-video, with: { prompt: four, aspect_ratio: "16:9", ${FIELDS} } }
  longer: { uses: pixverse/extend, with: { source_video_id: "\${{ jobs.one.outputs.video_id }}", prompt: further, ${FIELDS} } }
  other: { uses: acedata/text-to-video, with: { prompt: other, aspect_ratio: "16:9", ${FIELDS} } }
`,
  })
  onTestFinished(async () => {
    await Promise.all([pixverse.close(), acedata.close()])
    await folder.remove()
  })
  const env = {
    PIXVERSE_API_KEY: 'a-key',
    PIXVERSE_BASE_URL: pixverse.url,
    ACEDATACLOUD_API_TOKEN: 'a-token',
    ACEDATA_BASE_URL: acedata.url,
  }
  return {
    pixverse,
    run: (...args: string[]) => shotlistInProcess([...RUN, ...args], { cwd: folder.path, env }),
  }
}

function named(stdout: string, name: string) {
  return eventsOf(stdout).filter(({ event }) => event === name)
}

function blockedBy(stdout: string) {
  return named(stdout, 'job.blocked').map(({ job, reason, by }) => ({ job, reason, by }))
}

describe('money', () => {
  // A balance that does not arrive in time counts as unknown.
  beforeEach(endlessPatience)

  test('a run that the account cannot pay is refused before anything is sent, and the plan shows the same message', async () => {
    const { emulator, run, plan } = await clips(4, { credits: 100 })
    const short = 'the account at PixVerse holds 100 credits, and 180 credits are needed'
    const refused = await run()
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain(`error: ${short} (over-balance)`)
    expect(refused.stderr).toContain('= Top up the account, or render less with --only, --skip or --tag.')
    expect(refused.stdout).toBe('')
    expect(emulator.ledger()).toMatchObject({ refused: 0, submissions: 0, queries: 1 })

    const planned = await plan()
    expect(planned.code).toBe(3)
    expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain(`4 clips to render into renders for 180 credits ($1.80): ${short}.`)
    expect(JSON.parse((await plan('--json')).stdout)).toMatchObject({
      balance: { ok: false, short: [{ provider: 'pixverse', unit: 'credit', balance: 100, needed: 180 }] },
      budget: { ok: true },
    })

    // The account covers one clip; once it is rendered, no credits are needed.
    expect((await run('--only', 'clip[n=1],clip[n=2]')).code).toBe(0)
    expect((await run('--only', 'clip[n=1],clip[n=2]')).code).toBe(0)
    expect((await plan('--only', 'clip[n=1]')).code).toBe(0)
    expect(emulator.ledger()).toMatchObject({ submissions: 2 })
  })

  test('an empty account is refused', async () => {
    const { emulator, run } = await clips(1, { credits: 0 })
    expect(await run()).toMatchObject({ code: 3, stderr: expect.stringContaining('holds 0 credits, and 45 credits are needed') as string })
    expect(emulator.ledger()).toMatchObject({ refused: 0, submissions: 0 })
  })

  test('an unknown balance does not stop a run', async () => {
    const { run } = await clips(2, { faults: [{ on: 'query', kind: 'status', status: 500 }] })
    expect((await run()).code).toBe(0)
  })

  test('a batch that exceeded its budget continues when the budget is raised', async () => {
    const { emulator, run } = await clips(3, {}, 'budget: { credits: 135 }')
    expect((await run('--budget', '90credits')).code).toBe(3)
    // Nothing was sent, because the price was known before.
    expect(emulator.ledger().submissions).toBe(0)
    expect((await run()).code).toBe(0)
    expect(emulator.ledger().money.charged).toBe(135)
  })
})

describe('time', () => {
  test('a run that exceeds its time limit reports that it leaves its tasks to the next run', async () => {
    const clock = stoppedClock()
    const { emulator, run, runWith } = await clips(3, { clock })
    const hour = heldTimer(3_600_000)
    // The provider's time stands still, so that no task ends. The run's time limit passes when all three are in flight.
    const { code, stdout } = await runWith({ event: 'job.submitted', times: 3, act: hour.runOut }, '--deadline', '1h')
    expect(code).toBe(1)
    expect(named(stdout, 'job.blocked')).toMatchObject([{ reason: 'deadline' }, { reason: 'deadline' }, { reason: 'deadline' }])
    expect(String(named(stdout, 'job.blocked')[0]?.['message'])).toMatch(/time limit of the run has passed.*its task \d+ continues/)
    clock.go()
    expect((await run()).code).toBe(0)
    expect(emulator.ledger()).toMatchObject({ submissions: 3, duplicates: 0, replayed: 0 })
  })
})

describe('failures', () => {
  test.each(['quota', 'auth'] as const)(
    '%s stops that provider, not the other, and the run says which jobs wait for what',
    async (kind) => {
      const { pixverse, run } = await two([{ on: 'submit', kind: 'error', class: kind, nth: 1 }])
      const { code, stdout } = await run()
      expect(code).toBe(kind === 'auth' ? 5 : 1)
      expect(named(stdout, 'job.failed')).toMatchObject([{ job: 'one', class: kind }])
      expect(named(stdout, 'job.done')).toMatchObject([{ job: 'other' }])
      expect(blockedBy(stdout)).toEqual(
        expect.arrayContaining([
          { job: 'two', reason: kind, by: 'one' },
          { job: 'longer', reason: 'dependency', by: 'one' },
        ]),
      )
      expect(pixverse.ledger().requests.submit).toBe(1)
      // Once the cause is removed, the same command renders the rest.
      expect((await run()).code).toBe(0)
    },
  )

  test('the provider stops after as many refusals by the content review as the manifest allows', async () => {
    const { pixverse, run } = await two(
      [{ on: 'submit', kind: 'error', class: 'moderation', nth: [1, 2] }],
      'stop_after: { moderation: 2 }',
    )
    const { code, stdout } = await run()
    expect(code).toBe(1)
    expect(named(stdout, 'job.failed')).toHaveLength(2)
    expect(blockedBy(stdout).filter(({ reason }) => reason === 'moderation')).toHaveLength(2)
    expect(pixverse.ledger().requests.submit).toBe(2)
    // Refused clips are not submitted again; the unsent ones are.
    pixverse.setFaults([])
    await run()
    expect(pixverse.ledger().requests.submit).toBe(4)
  })

  test('--fail-fast submits nothing after the first', async () => {
    const { pixverse, run } = await two([{ on: 'submit', kind: 'error', class: 'moderation', nth: 1 }])
    const { code, stdout } = await run('--fail-fast', '--skip', 'other')
    expect(code).toBe(1)
    expect(blockedBy(stdout).filter(({ reason }) => reason === 'fail-fast')).toHaveLength(3)
    expect(pixverse.ledger().requests.submit).toBe(1)
  })
})

describe('back-pressure', () => {
  test('all reads wait for as long as the provider asks after too many requests', async () => {
    const { emulator, run } = await clips(6, { faults: [{ on: 'read', kind: 'status', status: 429, retryAfter: 1, times: 1 }] })
    const { code, stdout } = await run()
    expect(code).toBe(0)
    const [started] = eventsOf(stdout)
    const last = named(stdout, 'job.done').at(-1)
    expect(Date.parse(String(last?.['at'])) - Date.parse(String(started?.['at']))).toBeGreaterThan(900)
    // The refused read, those in flight with it, and one that finds each task finished.
    expect(emulator.ledger().reads.requests).toBeLessThan(25)
  })

  test('a provider that reports no free slot gets fewer tasks at once, and no job is lost', async () => {
    const clock = stoppedClock()
    const { emulator, runWith } = await clips(12, { inFlight: 3, clock })
    // No task ends before all slots are in use and another submission was refused.
    const { code } = await runWith({ event: 'job.retry', times: 1, act: clock.go })
    expect(code).toBe(0)
    expect(emulator.ledger().refused).toBeGreaterThan(0)
    expect(emulator.ledger()).toMatchObject({ submissions: 12, duplicates: 0, tasks: { peakInFlight: 3 } })
  })
})
