import { describe, expect, test } from 'vitest'
import { type Project, project, type Result } from './harness/project.ts'

function job(id: string, prompt = 'a glacier', more = '') {
  return `jobs:\n  ${id}: { uses: text-to-video, retries: 0, timeout: 1s, with: { prompt: ${prompt}, seed: 7 }, output: ${id}.mp4 }\n${more}`
}

function warnings({ events }: Result): string[] {
  return events.flatMap((event) => (event.event === 'run.warning' && event.code === 'task-left' ? [event.message] : []))
}

function slow() {
  return project({ manifest: job('hero'), onRead: () => 'working' })
}

/** Runs like `shotlist run`, which knows all jobs of the manifest. */
function run(made: Project, ids: readonly string[], options = {}) {
  return made.run({ manifestInstanceIds: new Set(ids), ...options })
}

describe('a task in flight that no job needs any more', () => {
  test('because its job was changed is reported, and is used when the job is changed back', async () => {
    const made = await slow()
    await run(made, ['hero'])
    made.server.play({})
    await made.manifest(job('hero', 'a volcano'))
    const changed = await run(made, ['hero'])
    expect(warnings(changed)).toEqual([
      'hero was submitted to tiny as task task-1, which is paid for; the job has changed since (prompt changed): change it back to use that clip',
    ])
    expect(warnings(await run(made, ['hero']))).toEqual([])
    await made.manifest(job('hero'))
    expect((await run(made, ['hero'])).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.tasks.size).toBe(2)
  })

  test('because its job was removed is reported once, and is used when the job is put back', async () => {
    const made = await slow()
    await run(made, ['hero'])
    made.server.play({})
    await made.manifest(job('other', 'a cup'))
    expect(warnings(await run(made, ['other']))).toEqual([
      expect.stringContaining('task-1, which is paid for; the job is no longer in the manifest'),
    ])
    expect(warnings(await run(made, ['other']))).toEqual([])
    await made.manifest(job('hero'))
    expect((await run(made, ['hero'])).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.tasks.size).toBe(2)
  })

  test('because a new render was forced is reported', async () => {
    const made = await slow()
    await run(made, ['hero'])
    made.server.play({})
    expect(warnings(await run(made, ['hero'], { force: new Set(['hero']) }))).toEqual([
      expect.stringContaining('task-1, which is paid for; the job is rendered again'),
    ])
  })

  test('is not reported if a renamed job continues it, or its job is only left out of this run', async () => {
    const made = await slow()
    await run(made, ['hero'])
    made.server.play({})
    await made.manifest(job('other', 'a cup'))
    expect(warnings(await run(made, ['other', 'hero']))).toEqual([])
    await made.manifest(job('star'))
    const renamed = await run(made, ['star'])
    expect(warnings(renamed)).toEqual([])
    expect(renamed.summary).toMatchObject({ outcome: 'done' })
    expect(made.server.tasks.size).toBe(2)
  })

  test('and may have been paid is reported in the same way', async () => {
    const made = await project({ manifest: job('hero'), idempotent: false, onSubmit: () => 'drop-after' })
    await run(made, ['hero'])
    await made.manifest(job('hero', 'a volcano'))
    made.server.play({ honoursKeys: false })
    expect(warnings(await run(made, ['hero']))).toEqual([expect.stringContaining('without a response, and may be paid for')])
  })
})
