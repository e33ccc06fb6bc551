import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { readLockfile } from '../src/store/lockfile-io.ts'
import { type Project, project, storyOf } from './harness/project.ts'

function job(id: string, prompt = 'a glacier', more = '') {
  return `jobs:\n  ${id}: { uses: text-to-video, retries: 0, timeout: 1s, with: { prompt: ${prompt}, seed: 7 }, output: ${id}.mp4 }\n${more}`
}
const FORCED = { force: new Set(['hero']) }

/** Runs as a colleague's clone: with the lockfile, and without this machine's state and files. */
async function elsewhere(made: Project, work: () => Promise<unknown>): Promise<void> {
  const state = join(made.path, '.shotlist')
  await rename(state, join(made.path, 'aside'))
  await work()
  await rm(state, { recursive: true })
  await rm(join(made.path, 'renders'), { recursive: true, force: true })
  await rename(join(made.path, 'aside'), state)
}

describe('a clip that failed or waited here, and was rendered elsewhere since', () => {
  test.each([
    ['by a colleague, whose lockfile came with the change', 'broke'],
    ['by a colleague, after the provider had no room for it here', 'full'],
  ] as const)('%s, is taken from there', async (_, does) => {
    const made = await project({ manifest: job('hero'), onSubmit: () => does })
    const stop = new AbortController()
    await made.run({ signal: stop.signal, onEvent: ({ event }) => event === 'job.retry' && stop.abort() })
    made.server.play({})
    await elsewhere(made, () => made.run())
    expect(made.server.tasks.size).toBe(1)
    const mine = await made.run()
    expect(mine.summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(mine.events.find((event) => event.event === 'job.done')).toMatchObject({ cause: expect.stringContaining('elsewhere') as string })
    expect(made.server.tasks.size).toBe(1)
    expect((await made.run()).summary.counts).toMatchObject({ cached: 1 })
  })

  test('under another name, is found there', async () => {
    const made = await project({ manifest: job('hero'), onSubmit: () => 'broke' })
    await made.run()
    made.server.play({})
    await made.manifest(job('star'))
    await made.run()
    await made.manifest(job('hero'))
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.tasks.size).toBe(1)
  })

  test('before a forced submission that failed, stays, and is rendered again only by force', async () => {
    const made = await project({ manifest: job('hero') })
    await made.run()
    made.server.play({ onSubmit: () => 'broke' })
    expect((await made.run(FORCED)).summary.outcome).toBe('failed')
    made.server.play({})
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', counts: { cached: 1 } })
    expect(made.server.tasks.size).toBe(1)
    await made.run(FORCED)
    expect(made.server.tasks.size).toBe(2)
  })
})

function seedless(id: string, more = '') {
  return job(id, 'a glacier', more).replace(', seed: 7', '')
}
function another(id: string) {
  return `  ${id}: { uses: text-to-video, with: { prompt: a glacier } }\n`
}

describe('a derived seed', () => {
  test('stays with the clip when its job is renamed: nothing is paid again, here or in a fresh clone', async () => {
    const made = await project({ manifest: seedless('hero') })
    await made.run()
    await made.manifest(seedless('star'))
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect((await made.run()).summary.counts).toMatchObject({ cached: 1 })
    await rm(join(made.path, '.shotlist'), { recursive: true })
    expect((await made.run()).summary.counts).toMatchObject({ cached: 1 })
    expect((await made.run({ force: new Set(['star']) })).summary).toMatchObject({ credits: 10 })
    expect(new Set(made.server.submissions.map(({ body }) => body['seed'])).size).toBe(1)
    expect(made.server.tasks.size).toBe(2)
  })

  test('is derived again after a given one is removed', async () => {
    const made = await project({ manifest: seedless('hero') })
    await made.run()
    await made.manifest(job('hero'))
    await made.run()
    await made.manifest(seedless('hero'))
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(String(await made.read('shotlist.lock.yaml'))).toContain(`seed: ${String(made.server.submissions[0]?.body['seed'])}`)
    const given = await project({ manifest: job('hero') })
    await given.run()
    await given.manifest(seedless('hero'))
    expect((await given.run()).summary).toMatchObject({ outcome: 'done', credits: 10 })
  })

  test('differs between jobs, also if all the rest is the same', async () => {
    const made = await project({ manifest: seedless('hero', another('twin')) })
    await made.run()
    // Only one of the two continues the seed of the renamed job, and neither that of a job that is left out of the run.
    await made.manifest(seedless('star', another('twin') + another('third')))
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 10 })
    expect(made.server.tasks.size).toBe(3)
    await made.manifest(seedless('star', another('twin') + another('third') + another('fourth')))
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 10 })
    expect(new Set(made.server.submissions.map(({ body }) => body['seed'])).size).toBe(4)
  })
})

function at(id: string) {
  return job(id).replace(`output: ${id}.mp4`, 'output: clip.mp4')
}

test('the lockfile has a clip under its new name, also if its file stays at its path', async () => {
  const made = await project({ manifest: at('hero') })
  await made.run()
  await made.manifest(at('star'))
  expect((await made.run()).summary.counts).toMatchObject({ cached: 1 })
  expect(Object.keys(readLockfile(join(made.path, 'shotlist.lock.yaml')).jobs)).toEqual(['star'])
  for (const name of ['.shotlist', 'renders']) await rm(join(made.path, name), { recursive: true })
  expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
  expect(made.server.submissions).toHaveLength(1)
})

function chain(id: string) {
  return job(
    id,
    'a glacier',
    `  longer: { uses: extend, with: { source_video_id: "\${{ jobs.${id}.outputs.video_id }}", prompt: further } }\n`,
  )
}

test('a clip does not change when its source is renamed', async () => {
  const made = await project({ manifest: chain('hero') })
  await made.run()
  await made.manifest(chain('star'))
  expect((await made.run()).summary).toMatchObject({ outcome: 'done', counts: { cached: 1, done: 1 }, credits: 0 })
  expect(made.server.submissions).toHaveLength(2)
  await made.manifest(chain('star').replace('further', 'another'))
  const { events } = await made.run()
  expect(events.find((event) => event.event === 'job.submitted')).toMatchObject({ job: 'longer', cause: 'prompt changed' })
})

/** A paid operation that starts no task: the response holds the result. */
const STILLS = `  /stills:
    post:
      operationId: makeStill
      summary: Still
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Clip" } } } }
      responses: { "200": { $ref: "#/components/responses/Clip" } }
      x-operations:
        - name: still
          charges: true
          price: 10
          outputs: { video_url: { from: "$response.body#/url", type: video } }
          example: { prompt: a fox }
`

function still(id: string) {
  return job(id).replace('text-to-video', 'still')
}

test('a result without a task is not paid again under another name', async () => {
  const made = await project({ manifest: still('hero'), onDownload: () => 'html' })
  await made.write('tiny.openapi.yaml', String(await made.read('tiny.openapi.yaml')).replace('  /clips/{id}:', `${STILLS}  /clips/{id}:`))
  expect((await made.run()).events.find((event) => event.event === 'job.failed')).toMatchObject({ class: 'file', resumable: true })
  made.server.play({})
  await made.manifest(still('star'))
  expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
  expect(made.server.submissions).toHaveLength(1)
})

test('a key that the provider may have forgotten is not used: the user settles the submission', async () => {
  const made = await project({ manifest: job('hero'), onSubmit: () => 'drop-before' })
  await made.run()
  const { length } = made.server.submissions
  const journal = new DatabaseSync(join(made.path, '.shotlist/journal.db'))
  journal.exec("UPDATE attempts SET sent_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-25 hours')")
  journal.close()
  made.server.play({})
  const late = await made.run()
  expect(late.summary.outcome).toBe('decision')
  expect(late.events.find((event) => event.event === 'job.uncertain')).toMatchObject({
    message: expect.stringContaining('its key may be forgotten') as string,
  })
  expect((await made.run()).summary.outcome).toBe('decision')
  expect(made.server.submissions).toHaveLength(length)
})

test('a task that the provider did not know is continued when it does, without the user', async () => {
  const made = await project({ manifest: job('hero'), onRead: () => 'working' })
  await made.run()
  const tasks = made.server.tasks as Map<string, typeof made.server.tasks extends ReadonlyMap<string, infer Task> ? Task : never>
  const known = [...tasks]
  tasks.clear()
  expect((await made.run()).summary.outcome).toBe('decision')
  expect((await made.run(FORCED)).summary.outcome).toBe('decision')
  for (const [id, task] of known) tasks.set(id, task)
  made.server.play({})
  expect((await made.run()).summary.outcome).toBe('done')
  expect(made.server.submissions).toHaveLength(1)
})

describe('--force', () => {
  test('submits nothing while the submission before is uncertain: the user settles that first', async () => {
    const made = await project({ manifest: job('hero'), idempotent: false, onSubmit: (_, nth) => (nth === 0 ? 'drop-after' : 'ok') })
    await made.run()
    const second = await made.run(FORCED)
    expect(second.summary.outcome).toBe('decision')
    expect(storyOf(second, 'hero')).toEqual(['job.uncertain'])
    expect(made.server.submissions).toHaveLength(1)
  })

  test('repeats an uncertain submission with its key if the provider honours keys', async () => {
    const made = await project({ manifest: job('hero'), onSubmit: () => 'drop-before' })
    await made.run()
    made.server.play({ onSubmit: () => 'broke' })
    expect((await made.run()).summary.outcome).toBe('failed')
    made.server.play({})
    expect((await made.run(FORCED)).summary.outcome).toBe('done')
    expect(new Set(made.server.submissions.map(({ key }) => key)).size).toBe(1)
  })

  test('is another submission than the one in the lockfile', async () => {
    const made = await project({ manifest: job('hero') })
    await made.run()
    await rm(join(made.path, '.shotlist'), { recursive: true })
    expect((await made.run(FORCED)).summary).toMatchObject({ outcome: 'done', credits: 10 })
    expect(made.server.tasks.size).toBe(2)
  })
})
