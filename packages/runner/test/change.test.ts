import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { OverBudgetError } from '../src/errors/money-errors.ts'
import { FrozenError } from '../src/errors/state-errors.ts'
import { project } from './harness/project.ts'
import { CLIP } from './harness/tiny-server.ts'

function CHAIN(prompt: string) {
  return `
jobs:
  hero: { uses: text-to-video, with: { prompt: ${prompt} }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
  other: { uses: text-to-video, with: { prompt: another }, output: other.mp4 }
`
}

function causes(events: readonly { event: string }[]) {
  return Object.fromEntries(events.flatMap((event) => ('cause' in event && 'job' in event ? [[event.job, event.cause]] : [])))
}

function withUrl(query: string) {
  return `jobs:\n  still: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: "https://x.example/a.png?v=1&X-Amz-Signature=${query}" } }\n`
}

function withBudget(credits: number) {
  return `budget: { credits: ${credits} }\nconcurrency: 1\njobs:\n  a: { uses: text-to-video, with: { prompt: a } }\n  b: { uses: text-to-video, with: { prompt: b } }\n`
}

describe('when something changed', () => {
  test('that job and the jobs that use its outputs are rendered again, and each reports why', async () => {
    const { run, server, manifest } = await project({ manifest: CHAIN('a glacier') })
    await run()
    await manifest(CHAIN('a volcano'))
    const second = await run()
    expect(second.summary).toMatchObject({ outcome: 'done', counts: { done: 2, cached: 1 } })
    expect(causes(second.events)).toEqual({ hero: 'prompt changed', longer: 'source hero changed' })
    expect(server.submissions).toHaveLength(5)
  })

  test('and changed back, the paid clips are fetched, not rendered again', async () => {
    const { run, server, manifest } = await project({ manifest: CHAIN('a glacier') })
    await run()
    await manifest(CHAIN('a volcano'))
    await run()
    await manifest(CHAIN('a glacier'))
    expect((await run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(server.submissions).toHaveLength(5)
  })

  test('a deleted output is fetched from the provider', async () => {
    const { run, server, path, read } = await project({ manifest: CHAIN('a glacier') })
    await run()
    await rm(join(path, 'renders/hero.mp4'))
    expect((await run()).summary).toMatchObject({ outcome: 'done', counts: { done: 1, cached: 2 }, credits: 0 })
    expect(await read('renders/hero.mp4')).toEqual(CLIP)
    expect(server.submissions).toHaveLength(3)
  })

  test('a new state folder beside a lockfile and its clips renders nothing', async () => {
    const { run, server, path } = await project({ manifest: CHAIN('a glacier') })
    await run()
    await rm(join(path, '.shotlist'), { recursive: true })
    const requests = server.requests.length
    expect((await run()).summary).toMatchObject({ outcome: 'done', counts: { cached: 3 } })
    expect(server.requests).toHaveLength(requests)
  })

  test('another signature in the URL of an input is not a change', async () => {
    const { run, manifest } = await project({ manifest: withUrl('aaa') })
    await run()
    await manifest(withUrl('bbb'))
    expect((await run()).summary.counts).toMatchObject({ cached: 1 })
  })
})

test('files with equal contents are uploaded once', async () => {
  const { run, server, write, read } = await project({
    manifest: `
jobs:
  one: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: one } }
  two: { uses: image-to-video, with: { image_id: { file: copy.png }, prompt: two } }
`,
    files: { 'copy.png': '' },
  })
  await write('copy.png', await read('pixel.png'))
  expect((await run()).summary.outcome).toBe('done')
  expect(server.uploads).toBe(1)
})

describe('before anything is sent', () => {
  test('--frozen fails if something would be submitted', async () => {
    const { run, server } = await project({ manifest: CHAIN('a glacier') })
    await expect(run({ policy: { mayPay: false } })).rejects.toThrow(FrozenError)
    expect(server.requests).toEqual([])
  })

  test('a plan over its budget is refused', async () => {
    const { run, server } = await project({ manifest: `budget: { credits: 20 }\n${CHAIN('a glacier')}` })
    await expect(run()).rejects.toThrow(OverBudgetError)
    expect(server.requests).toEqual([])
  })

  test('a file that Shotlist did not write is replaced only with --overwrite, and is kept', async () => {
    const { run, server, write, read } = await project({ manifest: CHAIN('a glacier') })
    await write('renders/hero.mp4', 'my own')
    const { summary, events } = await run()
    expect(summary.outcome).toBe('failed')
    expect(events.find(({ event }) => event === 'job.failed')).toMatchObject({ job: 'hero', code: 'foreign-files' })
    expect(server.submissions).toHaveLength(1)
    expect((await run({ overwrite: true })).summary.outcome).toBe('done')
    expect(await read('renders/hero.mp4')).toEqual(CLIP)
    expect(String(await read('renders/hero.mp4.kept'))).toBe('my own')
  })
})

test('a batch that reaches its budget stops, and continues when the budget is raised', async () => {
  // The provider charges more than its price list says, so that the second clip no longer fits.
  const { run, manifest, server } = await project({ manifest: withBudget(25), charges: 20 })
  const first = await run()
  expect(first.summary).toMatchObject({ outcome: 'budget', counts: { done: 1, waiting: 1 }, credits: 20 })
  expect(first.events.find((event) => event.event === 'job.blocked')).toMatchObject({ job: 'b', reason: 'budget' })
  await expect(run()).rejects.toThrow(OverBudgetError)
  await manifest(withBudget(40))
  expect((await run()).summary).toMatchObject({ outcome: 'done', counts: { done: 1, cached: 1 } })
  expect(server.submissions).toHaveLength(2)
})

test('a failed task costs nothing, in the next run too', async () => {
  const { run, manifest, server } = await project({
    manifest: withBudget(20),
    onRead: ({ body }) => (body['prompt'] === 'a' ? 'refused' : 'done'),
  })
  expect((await run()).summary).toMatchObject({ outcome: 'failed', counts: { done: 1, failed: 1 }, credits: 10 })
  // A third clip fits too, because the first has cost nothing.
  await manifest(`${withBudget(20)}  c: { uses: text-to-video, with: { prompt: c } }\n`)
  expect((await run()).summary).toMatchObject({ counts: { done: 1, cached: 1, failed: 1 }, credits: 10 })
  expect(server.submissions).toHaveLength(3)
})

/** An operation that returns the balance of the account. */
const BALANCE = `paths:
  /balance:
    get:
      operationId: getBalance
      summary: What is left
      responses: { "200": { description: The credits left., content: { application/json: { schema: { type: object } } } } }
      x-operations: [{ name: balance, balance: { sum: ["$response.body#/left"] } }]
`

test('an account that runs out stops the batch, which continues when the account is topped up', async () => {
  const { run, server, read, write } = await project({ manifest: withBudget(1000), charges: 20, balance: 25 })
  await write('tiny.openapi.yaml', (await read('tiny.openapi.yaml')).toString().replace('paths:\n', BALANCE))
  const first = await run()
  expect(first.summary).toMatchObject({ outcome: 'budget', counts: { done: 1, waiting: 1 }, credits: 20 })
  expect(first.events.find((event) => event.event === 'job.blocked')).toMatchObject({
    job: 'b',
    reason: 'budget',
    message: expect.stringContaining('would exceed the balance at Tiny Video of 25 credits: 20 credits are spent or reserved') as string,
  })
  server.play({ balance: 5 })
  await expect(run()).rejects.toThrow('the account at Tiny Video holds 5 credits, and 10 credits are needed')
  expect(server.submissions).toHaveLength(1)
  // The second clip needs as much as the first was charged, which is more than its price.
  server.play({ balance: 20 })
  expect((await run()).summary).toMatchObject({ outcome: 'done', counts: { done: 1, cached: 1 } })
})

test('the cost of a clip counts for the budget after its job is renamed', async () => {
  const seeded = withBudget(20).replace('prompt: a }', 'prompt: a, seed: 1 }')
  const { run, manifest, server } = await project({ manifest: seeded })
  await run()
  const renamed = seeded.replace('  a: { uses: text-to-video', '  renamed: { uses: text-to-video')
  await manifest(`${renamed}  c: { uses: text-to-video, with: { prompt: c } }\n`)
  await expect(run()).rejects.toThrow(OverBudgetError)
  expect(server.submissions).toHaveLength(2)
})

test('no file is written through a link that leads out of the output folder', async () => {
  const { run, path, server } = await project({
    manifest: `jobs:\n  hero: { uses: text-to-video, with: { prompt: x }, output: out/hero.mp4 }\n`,
  })
  const outside = join(tmpdir(), `outside-${process.pid}`)
  await mkdir(outside, { recursive: true })
  await mkdir(join(path, 'renders'))
  await symlink(outside, join(path, 'renders/out'))
  await expect(run()).rejects.toMatchObject({ code: 'output-not-writable', message: expect.stringContaining('a link that leads out') })
  await rm(outside, { recursive: true })
  expect(server.submissions).toHaveLength(0)
})

describe('a job with takes', () => {
  const TAKES = `
jobs:
  hero: { uses: text-to-video, takes: 2, with: { prompt: a glacier } }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further } }
`
  test('waits for a pick, and continues with it', async () => {
    const { run, server, path, read } = await project({ manifest: TAKES })
    const first = await run()
    expect(first.summary).toMatchObject({ outcome: 'decision', counts: { done: 2, waiting: 1 } })
    const lock = parse(String(await read('shotlist.lock.yaml'))) as { picks: Record<string, string> }
    await writeFile(join(path, 'shotlist.lock.yaml'), JSON.stringify({ ...lock, picks: { hero: 'hero#2' } }))
    expect((await run()).summary).toMatchObject({ outcome: 'done', counts: { done: 1, cached: 2 } })
    const picked = [...server.tasks.values()].find(({ path: at }) => at === '/extensions')
    expect(picked?.body['source_video_id']).toBeDefined()
    expect(new Set(server.submissions.map(({ body }) => body['seed'])).size).toBe(3)
  })

  test('with `pick: first`, continues with the first take that succeeds', async () => {
    const { run } = await project({ manifest: TAKES.replace('takes: 2,', 'takes: 2, pick: first,') })
    expect((await run()).summary).toMatchObject({ outcome: 'done', counts: { done: 3 } })
    expect((await run()).summary).toMatchObject({ counts: { cached: 3 } })
  })
})
