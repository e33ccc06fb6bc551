import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gc } from '../../src/cli/verbs/results/gc/gc.ts'
import { Journal } from '../../src/store/journal/journal.ts'
import { type Project, project } from '../harness/project.ts'
import { jobs, render } from './rendering.ts'
import { runVerb } from './run-verb.ts'

/** Adds that many runs to the journal, each with an event. */
async function addRuns({ path }: Project, count: number): Promise<void> {
  const journal = Journal.open(join(path, '.shotlist/journal.db'), 'shotlist.yaml')
  await journal.write(() => {
    for (let nth = 0; nth < count; nth += 1) {
      const [id, at] = [`run ${nth}`, new Date().toISOString()]
      journal.runs.save({ id, verb: 'run', manifest: join(path, 'shotlist.yaml'), startedAt: at, finishedAt: at, outcome: 'done' })
      journal.runs.addEvent({ run: id, at })
    }
  })
  journal.close()
}

describe('gc', () => {
  test('removes only what nothing refers to, and only with --yes', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    const artifacts = join(made.path, '.shotlist/artifacts')
    const [kept = ''] = await readdir(artifacts)
    await made.write(`.shotlist/artifacts/${'f'.repeat(64)}`, 'an old clip')
    await made.write('renders/.part/0123456789abcdef01234567.part', 'half a clip')
    const dry = await runVerb(gc, { cwd: made.path })
    expect(dry.stdout).toContain('1 old clip and 1 partial download can be removed')
    expect(await readdir(artifacts)).toHaveLength(2)
    const wet = await runVerb(gc, { cwd: made.path, options: { yes: true, json: true } })
    expect(JSON.parse(wet.stdout)).toMatchObject({ removed: true, bytes: 22 })
    expect(await readdir(artifacts)).toEqual([kept])
    expect(await readdir(join(made.path, 'renders/.part'))).toEqual([])
    expect((await runVerb(gc, { cwd: made.path })).stdout).toContain('There is nothing to remove')
  })

  test('removes old runs, and nothing that the next run needs', async () => {
    const made = await project({
      manifest: `jobs:
  slow: { uses: text-to-video, timeout: 1s, with: { prompt: slow } }
  quick: { uses: text-to-video, with: { prompt: quick } }
`,
      onRead: ({ body }) => (body['prompt'] === 'slow' ? 'working' : 'done'),
    })
    const known = () => {
      const journal = Journal.openReadOnly(join(made.path, '.shotlist/journal.db'), 'shotlist.yaml')
      const { jobs: all, attempts, runs } = journal
      const found = { jobs: all.all(), slow: attempts.ofJob('slow'), spent: attempts.spent(), last: runs.last('shotlist.yaml') }
      journal.close()
      return found
    }
    // Its task is paid for and still in flight when the run that submitted it is removed.
    await render(made)
    await addRuns(made, 13)
    const before = known()
    expect(before.slow).toMatchObject([{ state: 'answered', taskId: 'task-1' }])

    const dry = await runVerb(gc, { cwd: made.path })
    expect(dry.stdout).toMatch(/^\d+ events of 2 old runs can be removed: .*Nothing was removed/)
    expect(known()).toEqual(before)
    const wet = await runVerb(gc, { cwd: made.path, options: { yes: true, json: true } })
    expect(JSON.parse(wet.stdout)).toMatchObject({ removed: true, bytes: 0, files: [], journal: { runs: 2 } })
    expect(known()).toEqual(before)
    expect((await runVerb(gc, { cwd: made.path })).stdout).toContain('There is nothing to remove')

    made.server.play({})
    expect((await render(made)).summary.outcome).toBe('done')
    expect(made.server.submissions).toHaveLength(2)
  })
})
