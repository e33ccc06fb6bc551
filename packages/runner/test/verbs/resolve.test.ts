import { describe, expect, test } from 'vitest'
import { pick } from '../../src/cli/verbs/render/pick/pick.ts'
import { resolve } from '../../src/cli/verbs/render/resolve/resolve.ts'
import { project } from '../harness/project.ts'
import { render, renderByVerb } from './rendering.ts'
import { runVerb } from './run-verb.ts'

describe('resolve', () => {
  const one =
    'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier } }\n  cup: { uses: text-to-video, with: { prompt: a cup } }\n'

  test('shows the tasks that a submission without a response may be, and uses the named one', async () => {
    const made = await project({
      manifest: one,
      idempotent: false,
      onSubmit: ({ prompt }) => (prompt === 'a glacier' ? 'drop-after' : 'ok'),
    })
    expect((await render(made)).summary.outcome).toBe('decision')
    const at = { cwd: made.path, env: made.env }
    const { status, stdout } = await runVerb(resolve, { ...at, options: { json: true } })
    expect(status).toBe(4)
    const [open, ...others] = JSON.parse(stdout) as { job: string; candidates: { task_id: string; same_request: boolean }[] }[]
    expect(others).toEqual([])
    expect(open).toMatchObject({ job: 'hero', candidates: [{ same_request: true }] })
    const taskId = open?.candidates[0]?.task_id ?? ''
    expect((await runVerb(resolve, at)).stdout).toContain(`shotlist resolve hero --task-id ${taskId}   from the same request, made`)
    expect((await runVerb(resolve, { ...at, args: ['hero'], options: { taskId } })).status).toBe(0)
    expect((await render(made)).summary.outcome).toBe('done')
    expect(made.server.submissions).toHaveLength(2)
    expect((await runVerb(resolve, at)).stdout).toBe('No submission is uncertain.\n')
  })

  test('refuses the task of another job, because the right one would be lost', async () => {
    const made = await project({
      manifest: one,
      idempotent: false,
      onSubmit: ({ prompt }) => (prompt === 'a glacier' ? 'drop-after' : 'ok'),
    })
    await render(made)
    const at = { cwd: made.path, env: made.env, args: ['hero'] }
    const cups = [...made.server.tasks.values()].find(({ body }) => body['prompt'] === 'a cup')
    await expect(runVerb(resolve, { ...at, options: { taskId: cups?.id } })).rejects.toThrow('another submission, that of cup')
    await expect(runVerb(resolve, { ...at, options: { taskId: ' ' } })).rejects.toThrow('--task-id needs the id')
    const heros = [...made.server.tasks.values()].find(({ body }) => body['prompt'] === 'a glacier')
    expect((await runVerb(resolve, { ...at, options: { taskId: ` ${heros?.id}\n` } })).status).toBe(0)
    expect((await render(made)).summary.outcome).toBe('done')
    expect(made.server.submissions).toHaveLength(2)
  })

  test('keeps a task that it has seen, shows how far back the list goes, and never advises to pay because it is empty', async () => {
    const made = await project({ manifest: one, idempotent: false, onSubmit: (_, nth) => (nth === 0 ? 'drop-after' : 'ok') })
    const at = { cwd: made.path, env: made.env }
    await renderByVerb(made, { only: ['hero'] })
    await renderByVerb(made, { only: ['cup'] })
    // The list now has only the last task, which belongs to another clip.
    made.server.play({ honoursKeys: false, lists: 1 })
    for (let looks = 0; looks < 2; looks += 1) {
      const { stdout } = await runVerb(resolve, at)
      expect(stdout).toContain('shotlist resolve hero --task-id task-1   from the same request')
      expect(stdout).toContain('its list of recent tasks (1) goes back only to')
    }
    const [open] = JSON.parse((await runVerb(resolve, { ...at, options: { json: true } })).stdout) as unknown[]
    expect(open).toMatchObject({ candidates: [{ task_id: 'task-1', same_request: true }], list: { tasks: 1, reaches_back: false } })
    const { stdout } = await renderByVerb(made, { only: ['hero'] })
    expect(stdout).toContain('task-1')
    expect(stdout).not.toContain('resubmit')
  })

  test('says that an empty list proves nothing', async () => {
    const made = await project({ manifest: one, idempotent: false, onSubmit: () => 'drop-before' })
    await renderByVerb(made, { only: ['hero'] })
    const { stdout, status } = await runVerb(resolve, { cwd: made.path, env: made.env })
    expect(status).toBe(4)
    expect(stdout).toContain('its list of recent tasks is empty, which proves nothing')
    expect(stdout).not.toContain('if there is none')
    expect((await runVerb(resolve, { cwd: made.path, env: made.env, args: ['hero'], options: { resubmit: true } })).status).toBe(0)
    made.server.play({})
    expect((await renderByVerb(made, { only: ['hero'] })).status).toBe(0)
  })

  test('settles a submission that the provider does not allow to repeat', async () => {
    const script = ['drop-after', 'broke'] as const
    const made = await project({ manifest: one, onSubmit: (_, nth) => script[nth] ?? 'ok', honoursKeys: false })
    expect((await renderByVerb(made, { only: ['hero'] })).status).toBe(1)
    const at = { cwd: made.path, env: made.env }
    expect((await runVerb(resolve, at)).stdout).toContain('--task-id task-1')
    expect((await runVerb(resolve, { ...at, args: ['hero'], options: { taskId: 'task-1' } })).status).toBe(0)
    made.server.play({})
    expect((await renderByVerb(made, { only: ['hero'] })).status).toBe(0)
    expect(made.server.tasks.size).toBe(1)
  })

  test('lists uncertain jobs without an API key', async () => {
    const made = await project({ manifest: one, idempotent: false, onSubmit: (_, nth) => (nth === 0 ? 'drop-before' : 'ok') })
    await render(made)
    const { stdout } = await runVerb(resolve, { cwd: made.path })
    expect(stdout).toContain('the recent tasks could not be read')
    expect(stdout).toContain('--resubmit')
  })
})

describe('pick', () => {
  const takes = `
jobs:
  hero: { uses: text-to-video, takes: 2, with: { prompt: a glacier } }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further } }
`
  test('lets the jobs that wait for it continue, and stays in the lockfile', async () => {
    const made = await project({ manifest: takes })
    expect((await render(made)).summary.outcome).toBe('decision')
    const at = { cwd: made.path, env: made.env }
    expect(JSON.parse((await runVerb(pick, { ...at, options: { json: true } })).stdout)).toEqual([
      { group: 'hero', picked: null, takes: ['hero#1', 'hero#2'] },
    ])
    expect((await runVerb(pick, { ...at, args: ['hero#2'] })).status).toBe(0)
    expect((await render(made)).summary.outcome).toBe('done')
    const second = [...made.server.tasks.values()].find(({ path }) => path === '/extensions')
    const takenFrom = [...made.server.tasks.values()].find(({ videoId }) => videoId === String(second?.body['source_video_id']))
    expect(takenFrom?.id).toBe('task-2')
    await renderByVerb(made, { only: ['hero#1'] })
    expect((await runVerb(pick, at)).stdout).toContain('hero: hero#2')
    await expect(runVerb(pick, { ...at, args: ['hero#3'] })).rejects.toThrow('there is no take hero#3')
    // The word is not read as the name of a manifest.
    await expect(runVerb(pick, { ...at, args: ['hero'] })).rejects.toThrow('hero has 2 takes: name one')
    await expect(runVerb(pick, { ...at, args: ['her'] })).rejects.toThrow('her names no take')
  })
})
