import { describe, expect, test } from 'vitest'
import { project, storyOf } from './harness/project.ts'

function clips(count: number, extra = '') {
  return `${extra}\njobs:\n${Array.from({ length: count }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: take ${nth} } }`).join('\n')}\n`
}

const ONE = clips(1)
const CHAIN = `${ONE}  longer: { uses: extend, with: { source_video_id: "\${{ jobs.clip0.outputs.video_id }}", prompt: further } }\n`

function retried(retries: string) {
  return `jobs:\n  clip0: { uses: text-to-video, retries: ${retries}, timeout: 1s, with: { prompt: x } }\n`
}

describe('a provider without room', () => {
  test('is waited for: nothing fails, and every job is submitted with one key', async () => {
    const { run, server } = await project({ manifest: clips(8), inFlight: 2 })
    // No task ends before a submission was refused.
    server.play({ inFlight: 2, onRead: ({ reads }) => (server.turnedAway > 0 && reads > 1 ? 'done' : 'working') })
    const result = await run()
    expect(result.summary).toMatchObject({ outcome: 'done', counts: { done: 8 } })
    expect(server.peak).toBeLessThanOrEqual(2)
    expect(server.turnedAway).toBeGreaterThan(0)
    expect(new Set(server.submissions.map(({ key }) => key)).size).toBe(8)
    expect(result.events.find((event) => event.event === 'job.retry')).toMatchObject({ class: 'busy', code: 'full' })
  })
})

test('a provider without room for a job fails it after its timeout, if the run has no other task there', async () => {
  const manifest =
    'jobs:\n  odd: { uses: text-to-video, timeout: 1s, with: { prompt: odd } }\n  b: { uses: text-to-video, with: { prompt: x } }\n'
  const { run, server } = await project({ manifest, onSubmit: ({ prompt }) => (prompt === 'odd' ? 'full' : 'ok') })
  const { summary, events } = await run()
  expect(summary).toMatchObject({ outcome: 'failed', counts: { done: 1, failed: 1 } })
  expect(events.find((event) => event.event === 'job.failed')).toMatchObject({
    job: 'odd',
    class: 'busy',
    message: expect.stringContaining('this run has no other task there') as string,
    hint: expect.stringContaining('Run again later') as string,
  })
  expect(server.tasks.size).toBe(1)
})

describe('a response that never comes', () => {
  test('is requested again with the same key if the provider honours keys', async () => {
    const { run, server } = await project({ manifest: ONE, onSubmit: (_, nth) => (nth === 0 ? 'drop-after' : 'ok') })
    const { summary } = await run()
    expect(summary.outcome).toBe('done')
    expect(server.tasks.size).toBe(1)
    expect(server.submissions).toHaveLength(2)
    expect(new Set(server.submissions.map(({ key }) => key)).size).toBe(1)
  })

  test('makes the job uncertain if it does not; no later run submits it by itself', async () => {
    const { run, server } = await project({ manifest: CHAIN, idempotent: false, onSubmit: (_, nth) => (nth === 0 ? 'drop-after' : 'ok') })
    const first = await run()
    expect(first.summary).toMatchObject({ outcome: 'decision', counts: { uncertain: 1, blocked: 1 } })
    expect(storyOf(first, 'clip0')).toEqual(['job.uncertain'])
    // The document can list recent tasks: the candidates are shown, and the user decides.
    expect(first.events.find((event) => event.event === 'job.uncertain')).toMatchObject({
      candidates: ['task-1'],
      hint: expect.stringContaining('--task-id task-1') as string,
    })
    const second = await run()
    expect(second.summary.outcome).toBe('decision')
    expect(server.submissions).toHaveLength(1)
  })
})

test('a refusal of a repeated submission says nothing about the first: the next run repeats it with the same key', async () => {
  const script = ['drop-before', 'broke', 'ok'] as const
  const { run, server } = await project({ manifest: ONE, onSubmit: (_, nth) => script[nth] ?? 'ok' })
  const first = await run()
  expect(first.events.find((event) => event.event === 'job.failed')).toMatchObject({ class: 'quota', resumable: true })
  expect((await run()).summary.outcome).toBe('done')
  expect(new Set(server.submissions.map(({ key }) => key)).size).toBe(1)
})

test('a task that the provider no longer knows is settled by the user; the next run does not pay again', async () => {
  const { run, server } = await project({
    manifest: 'jobs:\n  clip0: { uses: text-to-video, timeout: 1s, with: { prompt: x } }\n',
    onRead: () => 'working',
  })
  await run()
  const tasks = server.tasks as Map<string, unknown>
  tasks.clear()
  for (let runs = 0; runs < 2; runs += 1) {
    const again = await run()
    expect(again.summary.outcome).toBe('decision')
    expect(storyOf(again, 'clip0')).toEqual(['job.uncertain'])
  }
  expect(server.submissions).toHaveLength(1)
})

describe('a refusal', () => {
  test('by the content review is final, also for the next run, and blocks dependent jobs', async () => {
    const { run, server } = await project({ manifest: CHAIN, onSubmit: () => 'refused' })
    const first = await run()
    expect(first.summary).toMatchObject({ outcome: 'failed', counts: { failed: 1, blocked: 1 } })
    expect(first.events.find((event) => event.event === 'job.failed')).toMatchObject({
      class: 'moderation',
      code: 'refused',
      message: 'tiny says refused; the content review refused it',
    })
    expect(first.events.find((event) => event.event === 'job.blocked')).toMatchObject({ job: 'longer', by: 'clip0', reason: 'dependency' })
    await run()
    expect(server.submissions).toHaveLength(1)
    server.play({})
    expect((await run({ force: new Set(['clip0']) })).summary.outcome).toBe('done')
  })

  test('for lack of credits stops submissions, and lets submitted tasks end', async () => {
    const { run, server } = await project({ manifest: clips(6, 'concurrency: 1'), onSubmit: (_, nth) => (nth === 2 ? 'broke' : 'ok') })
    const { summary, events } = await run()
    expect(summary).toMatchObject({ outcome: 'failed', counts: { done: 2, failed: 1, blocked: 3 } })
    expect(
      events.filter((event) => event.event === 'job.blocked').every((event) => event.event === 'job.blocked' && event.reason === 'quota'),
    ).toBe(true)
    expect(server.submissions).toHaveLength(3)
  })

  test('of the API key ends the run as not authorised', async () => {
    const { run, server, path } = await project({ manifest: clips(3) })
    const { createProviderClient } = await import('@shotlist/core')
    const { summary, events } = await run({
      connect: ({ model }) => ({
        client: createProviderClient(model.table, { apiKey: 'wrong-key-0000', baseUrl: server.url }),
        account: 'x',
      }),
    })
    expect(summary.outcome).toBe('auth')
    expect(JSON.stringify(events)).not.toContain('wrong-key-0000')
    expect(path).toBeTruthy()
  })
})

describe('retries by class', () => {
  test('count for that class alone; the others keep the number in `defaults`', async () => {
    const { run, server } = await project({ manifest: retried('{ server: 3 }'), onRead: () => 'broken' })
    expect((await run()).summary.outcome).toBe('failed')
    expect(server.tasks.size).toBe(4)
    // Each retry is a new submission: the one before had definitely ended.
    expect(new Set(server.submissions.map(({ key }) => key)).size).toBe(4)
  })

  test('of 0 mean never', async () => {
    const { run, server } = await project({ manifest: retried('{ server: 0 }'), onRead: () => 'broken' })
    expect((await run()).summary.outcome).toBe('failed')
    expect(server.submissions).toHaveLength(1)
  })

  test('give a task more time, and never pay again', async () => {
    const { run, server } = await project({ manifest: retried('{ timeout: 2 }'), onRead: () => 'working' })
    const first = await run()
    expect(storyOf(first, 'clip0').filter((event) => event !== 'job.state')).toEqual([
      'job.submitted',
      'job.retry',
      'job.retry',
      'job.failed',
    ])
    expect(first.events.find((event) => event.event === 'job.retry')).toMatchObject({ class: 'timeout' })
    expect(server.submissions).toHaveLength(1)
    server.play({})
    expect((await run()).summary.outcome).toBe('done')
    expect(server.submissions).toHaveLength(1)
  })

  test('do not submit again at a provider without keys if the response was lost', async () => {
    const manifest = retried('{ network: 5, server: 5, unknown: 5 }')
    const { run, server } = await project({ manifest, idempotent: false, onSubmit: () => 'drop-after' })
    expect((await run()).summary.outcome).toBe('decision')
    expect(server.submissions).toHaveLength(1)
  })
})

describe('a transient failure', () => {
  test('is retried with a new key, as often as `retries` allows', async () => {
    const { run, server } = await project({ manifest: ONE, onSubmit: (_, nth) => (nth === 0 ? 'hiccup' : 'ok') })
    const result = await run()
    expect(result.summary.outcome).toBe('done')
    expect(server.tasks.size).toBe(1)
  })

  test('of a task is retried too', async () => {
    const { run, server } = await project({ manifest: ONE, onRead: (task) => (task.id === 'task-1' ? 'broken' : 'done') })
    const result = await run()
    expect(storyOf(result, 'clip0')).toContain('job.retry')
    expect(result.summary.outcome).toBe('done')
    const [first, second] = server.submissions
    expect(first?.key).not.toBe(second?.key)
    expect(first?.body).toEqual(second?.body)
  })

  test('is not retried for ever', async () => {
    const { run, server } = await project({ manifest: ONE, onRead: () => 'broken' })
    expect((await run()).summary).toMatchObject({ outcome: 'failed', counts: { failed: 1 } })
    expect(server.tasks.size).toBe(2)
  })
})

test('a task in a state that the document does not list is polled further, and reported', async () => {
  const { run } = await project({ manifest: ONE, onRead: ({ reads }) => (reads < 3 ? 'odd' : 'done') })
  const { summary, events } = await run()
  expect(summary.outcome).toBe('done')
  expect(events.find((event) => event.event === 'job.state')).toMatchObject({ raw: 'odd', known: false, state: 'rendering' })
})

test('a task that exceeds its time is left, and the next run continues it', async () => {
  const { run, server } = await project({
    manifest: `jobs:\n  slow: { uses: text-to-video, timeout: 1s, with: { prompt: slow } }\n`,
    onRead: () => 'working',
  })
  const first = await run()
  expect(first.events.find((event) => event.event === 'job.failed')).toMatchObject({ class: 'timeout', resumable: true })
  server.play({})
  expect((await run()).summary.outcome).toBe('done')
  expect(server.submissions).toHaveLength(1)
})
