import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Random, seededRandom } from '../../../test/chaos/random.ts'
import { resolve } from '../src/cli/verbs/render/resolve/resolve.ts'
import { FrozenError } from '../src/errors/state-errors.ts'
import type { RunEvent } from '../src/run/run-event.ts'
import type { RunOptions } from '../src/run/run-options.ts'
import { type Project, project } from './harness/project.ts'
import { CLIP, type TinyScript } from './harness/tiny-server.ts'
import { runVerb } from './verbs/run-verb.ts'

/*
 * Random actions of users and machines on a batch, in any order, at a provider with random faults. Nothing is paid more often than a user
 * asked for, and a few runs without faults complete the batch.
 *
 * The batches are the same each time, except for the instants at which they stop. `WHIMS=200` in the environment tries 200 others.
 */
const USUAL = 5
const BATCHES = Number(process.env['WHIMS'] ?? USUAL)

/** A batch of a clip and its extension, and what may have been paid. */
type World = {
  readonly made: Project
  readonly isKeyed: boolean
  readonly luck: Random
  /** Tasks that fail. Each may be followed by another. */
  readonly broken: Set<string>
  /** How many additional renders of a prompt the user asked for. */
  readonly asked: Map<string, number>
  id: string
  prompt: string
}

function manifestOf({ id, prompt }: Pick<World, 'id' | 'prompt'>): string {
  return `
jobs:
  ${id}: { uses: text-to-video, retries: 1, timeout: 1s, with: { prompt: ${prompt}, seed: 7 }, output: ${id}.mp4 }
  longer: { uses: extend, retries: 1, timeout: 1s, with: { source_video_id: "\${{ jobs.${id}.outputs.video_id }}", prompt: further } }
`
}

/** A provider that loses responses and requests, is full, fails tasks, and truncates files; or, if calm, one without faults. */
function moodOf(world: World, isCalm: boolean): TinyScript {
  const { luck, broken, isKeyed } = world
  const [onTheWay, atHome] = isCalm ? [0, 0] : [luck.next() * 0.6, luck.next() * 0.6]
  const ends = isCalm || luck.next() < 0.7
  return {
    honoursKeys: isKeyed,
    onSubmit: () => (luck.next() < onTheWay ? world.luck.pick(['drop-before', 'drop-after', 'full', 'broke', 'hiccup'] as const) : 'ok'),
    onRead: ({ id, isDone }) => {
      if (!isCalm && !isDone && luck.next() < 0.08) broken.add(id)
      return broken.has(id) ? 'broken' : ends ? 'done' : 'working'
    },
    onDownload: (_, nth) => (luck.next() < atHome ? world.luck.pick(['html', 'half', nth === 0 ? 'gone' : 'html'] as const) : 'ok'),
  }
}

function ask({ asked }: World, prompt: string): void {
  return void asked.set(prompt, (asked.get(prompt) ?? 0) + 1)
}

/** Runs, and perhaps stops at a random event. */
async function run(world: World, options: Partial<RunOptions> = {}): Promise<void> {
  const stop = new AbortController()
  const last = world.luck.pick([undefined, 'run.started', 'job.submitted', 'job.state', 'job.retry'] as const)
  const onEvent = ({ event }: RunEvent) => event === last && setImmediate(() => stop.abort())
  await world.made.run({ signal: stop.signal, onEvent, ...options }).catch((error: unknown) => {
    if (!(error instanceof FrozenError)) throw error
  })
}

/** Settles uncertain jobs: with the candidate task, or, if not careful, sometimes by submitting again. */
async function settle(world: World, isCareful: boolean): Promise<void> {
  const { made, luck } = world
  const at = { cwd: made.path, env: made.env }
  const { stdout } = await runVerb(resolve, { ...at, options: { json: true } })
  for (const { job, candidates } of JSON.parse(stdout) as { job: string; candidates: { task_id: string }[] | null }[]) {
    if (job !== world.id && job !== 'longer') continue
    const taskId = candidates?.[0]?.task_id
    const takesIt = taskId !== undefined && (isCareful || luck.next() < 0.6)
    if (!takesIt && taskId !== undefined) ask(world, job === 'longer' ? 'further' : world.prompt)
    await runVerb(resolve, { ...at, args: [job], options: takesIt ? { taskId } : { resubmit: true } })
  }
}

async function expectNothingSent({ made: { server } }: World, work: () => Promise<void>): Promise<void> {
  const { length } = server.submissions
  await work()
  expect(server.submissions).toHaveLength(length)
}

function remove({ made: { path } }: World, name: string): void {
  return rmSync(join(path, name), { recursive: true, force: true })
}

const WHIMS = {
  run: (world: World) => run(world),
  /** Renames the job. */
  rename: (world: World) => {
    world.id = world.id === 'hero' ? 'star' : 'hero'
    return world.made.manifest(manifestOf(world))
  },
  /** Changes the prompt, or changes it back. */
  reword: (world: World) => {
    world.prompt = world.prompt === 'a glacier' ? 'a volcano' : 'a glacier'
    return world.made.manifest(manifestOf(world))
  },
  force: (world: World) => {
    const job = world.luck.pick([world.id, 'longer'])
    ask(world, job === 'longer' ? 'further' : world.prompt)
    return run(world, { force: new Set([job]) })
  },
  frozen: (world: World) => expectNothingSent(world, () => run(world, { policy: { mayPay: false } })),
  /** Deletes the outputs. */
  lose: (world: World) => remove(world, 'renders'),
  /** A fresh clone. Not without keys, because then tasks in flight cannot be found. */
  clone: (world: World) => world.isKeyed && remove(world, '.shotlist'),
  settle: (world: World) => (existsSync(join(world.made.path, '.shotlist')) ? settle(world, false) : undefined),
  /** A pipeline whose cache has the state of an earlier instant, and perhaps no lockfile. */
  stale: async (world: World) => {
    if (!world.isKeyed) return
    const { path } = world.made
    const [state, kept] = [join(path, '.shotlist'), join(path, 'kept')]
    remove(world, 'kept')
    let left = Math.floor(world.luck.next() * 14)
    const keep = () => {
      if (left === 0) cpSync(state, kept, { recursive: true, filter: (file) => !file.includes('holder') })
      left -= 1
    }
    await run(world, { onEvent: keep })
    if (!existsSync(kept)) return
    for (const name of ['.shotlist', 'renders', ...(world.luck.next() < 0.5 ? ['shotlist.lock.yaml'] : [])]) remove(world, name)
    cpSync(kept, state, { recursive: true })
  },
} as const

/** Checks that every content was rendered at most once, plus once for each failed task, and once for each time the user asked. */
function expectNoMore({ made: { server }, broken, asked }: World): void {
  for (const tasks of Map.groupBy(server.tasks.values(), ({ path, text }) => path + text).values()) {
    const [first] = tasks
    const failures = tasks.filter(({ id }) => broken.has(id)).length
    const most = 1 + failures + (asked.get(String(first?.body['prompt'])) ?? 0)
    expect(tasks.length, `${tasks.length} of ${first?.text}`).toBeLessThanOrEqual(most)
  }
}

async function expectEnd(world: World): Promise<void> {
  const { made, id } = world
  for (let runs = 0; runs < 12; runs += 1) {
    made.server.play(moodOf(world, true))
    const { summary } = await made.run({ overwrite: true })
    expectNoMore(world)
    if (summary.outcome === 'done') break
    if (summary.outcome === 'decision') await settle(world, true)
  }
  expect(await made.read(`renders/${id}.mp4`)).toEqual(CLIP)
  const { length } = made.server.requests
  expect((await made.run()).summary.counts).toMatchObject({ cached: 2 })
  expect(made.server.requests).toHaveLength(length)
}

const names = Object.keys(WHIMS) as (keyof typeof WHIMS)[]
const whims = fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant('run' as const) }, fc.constantFrom(...names)), {
  minLength: 6,
  maxLength: 9,
})

test.each([true, false])(
  'no sequence of actions pays for anything that the user did not ask for (keys: %s)',
  { timeout: 300_000 + 15_000 * BATCHES },
  async (isKeyed) => {
    const batch = fc.asyncProperty(whims, fc.integer(), async (given, seed) => {
      const named = { id: 'hero', prompt: 'a glacier' }
      const made = await project({ manifest: manifestOf(named), idempotent: isKeyed })
      const world: World = { ...named, made, isKeyed, luck: seededRandom(seed), broken: new Set(), asked: new Map() }
      for (const whim of given) {
        made.server.play(moodOf(world, false))
        await WHIMS[whim](world)
        expectNoMore(world)
      }
      await expectEnd(world)
    })
    const found = await fc.check(batch, {
      numRuns: BATCHES,
      ...defined({ seed: BATCHES === USUAL ? 20_261_120 : undefined }),
      endOnFailure: true,
    })
    expect(found.failed, await fc.asyncDefaultReportMessage(found)).toBe(false)
  },
)
