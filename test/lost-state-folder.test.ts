import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Emulator } from '@shotlist/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startProvider } from './harness/emulator.ts'
import { shotlistInProcess } from './harness/in-process.ts'
import { eventsOf, folderOf, start } from './harness/shotlist.ts'
import { stoppedClock } from './harness/stopped-time.ts'
import { eventText, untilWritten } from './harness/until-written.ts'

const PROVIDERS = {
  pixverse: { key: 'PIXVERSE_API_KEY', url: 'PIXVERSE_BASE_URL', ratio: 'aspect_ratio' },
  acedata: { key: 'ACEDATACLOUD_API_TOKEN', url: 'ACEDATA_BASE_URL', ratio: 'aspect_ratio' },
  '302ai': { key: 'AI302_API_KEY', url: 'AI302_BASE_URL', ratio: 'ratio' },
} as const

const RUN = ['run', '--yes', '--json', '--poll', '50ms']

type Lost = {
  readonly path: string
  readonly provider: Emulator
  /** By job id. */
  readonly taskIds: ReadonlyMap<string, string>
  shotlist(...args: string[]): ReturnType<typeof shotlistInProcess>
}

/** A project of two clips whose run was killed while they were in flight, and whose state folder is gone. */
async function lostState(id: keyof typeof PROVIDERS): Promise<Lost> {
  const { key, url, ratio } = PROVIDERS[id]
  const clock = stoppedClock()
  const provider = await startProvider(id, { taskMs: 1, clock })
  onTestFinished(() => provider.close())
  const folder = await folderOf({
    'shotlist.yaml': `version: 1
defaults: { provider: ${id}, with: { model: v4.5, quality: 360p, duration: 5, ${ratio}: "16:9" } }
jobs:
  clip: { matrix: { n: [2, 3] }, uses: text-to-video, with: { prompt: "clip \${{ matrix.n }}" }, output: "clip/\${{ matrix.n }}.mp4" }
`,
  })
  onTestFinished(folder.remove)
  const invocation = { cwd: folder.path, env: { [key]: 'a-key', [url]: provider.url } }
  const { onOutput, written } = untilWritten(eventText('job.submitted'), 2)
  const killed = start(RUN, invocation)
  killed.child.stdout?.on('data', onOutput)
  await Promise.race([written, killed.finished])
  killed.child.kill('SIGKILL')
  const finished = await killed.finished
  expect(finished).toMatchObject({ signal: 'SIGKILL' })
  const tasks = [...finished.stdout.matchAll(/"event":"job\.submitted".*?"job":"(.*?)".*?"task_id":"(.*?)"/g)]
  const taskIds = new Map(tasks.map(([, job = '', task = '']) => [job, task]))
  await rm(join(folder.path, '.shotlist'), { recursive: true })
  clock.go()
  return { path: folder.path, provider, taskIds, shotlist: (...args) => shotlistInProcess(args, invocation) }
}

function charges({ provider }: Lost) {
  return provider.ledger().money.charges
}

function lockfileOf({ path }: Lost) {
  return readFile(join(path, 'shotlist.lock.yaml'), 'utf8')
}

describe('a state folder that is lost while tasks are in flight', () => {
  test.each(['acedata', '302ai'] as const)('at %s, without keys: nothing is paid again, and resolve settles it', async (id) => {
    const lost = await lostState(id)
    expect(charges(lost)).toBe(2)
    expect(await lockfileOf(lost)).toContain('in_flight:')

    const plan = await lost.shotlist('plan')
    expect(plan.stdout).toContain('waits for a decision')
    const status = await lost.shotlist('status')
    expect(status.stdout).toContain('2 in doubt')
    expect((await lost.shotlist('pull')).code).toBe(0)
    expect((await lost.shotlist('run', '--frozen')).code).toBe(4)
    await rm(join(lost.path, '.shotlist'), { recursive: true })

    // Before any run on this machine.
    const [first = '', second = ''] = ['clip[n=2]', 'clip[n=3]'].map((job) => lost.taskIds.get(job))
    const resolved = await lost.shotlist('resolve', 'clip[n=2]', '--task-id', first)
    expect(resolved.code, resolved.stderr).toBe(0)
    const again = await lost.shotlist(...RUN)
    expect(again.code, again.stdout + again.stderr).toBe(4)
    expect(eventsOf(again.stdout).find(({ event }) => event === 'job.uncertain')).toMatchObject({ job: 'clip[n=3]' })
    expect(await lockfileOf(lost)).toMatch(/in_flight:\n(?:.*\n)*?  jobs:\n    - clip\[n=3\]\n(?! {4})/)

    // Another machine, and another run on it: the submissions are still uncertain.
    await rm(join(lost.path, '.shotlist'), { recursive: true })
    expect((await lost.shotlist(...RUN)).code).toBe(4)
    expect((await lost.shotlist(...RUN)).code).toBe(4)
    expect((await lost.shotlist('resolve')).code).toBe(4)
    expect((await lost.shotlist('resolve', 'clip[n=3]', '--task-id', second)).code).toBe(0)
    const last = await lost.shotlist(...RUN)
    expect(last.code, last.stdout + last.stderr).toBe(0)
    expect(await lockfileOf(lost)).not.toContain('in_flight:')
    expect(charges(lost)).toBe(2)
  })

  test('at pixverse, with keys: the same keys are repeated, and the mark is removed', async () => {
    const lost = await lostState('pixverse')
    const again = await lost.shotlist(...RUN)
    expect(again.code, again.stdout + again.stderr).toBe(0)
    expect(charges(lost)).toBe(2)
    const text = await lockfileOf(lost)
    expect(text).not.toContain('in_flight:')
    await rm(join(lost.path, '.shotlist'), { recursive: true })
    expect((await lost.shotlist(...RUN)).code).toBe(0)
    expect(await lockfileOf(lost)).toBe(text)
    expect(charges(lost)).toBe(2)
  })

  test('at pixverse, after the time for which a key is certainly remembered: it is uncertain', async () => {
    const lost = await lostState('pixverse')
    const text = await lockfileOf(lost)
    await writeFile(join(lost.path, 'shotlist.lock.yaml'), text.replace(/since: .*/, 'since: 2020-01-01T00:00:00.000Z'))
    expect((await lost.shotlist(...RUN)).code).toBe(4)
    expect(charges(lost)).toBe(2)
  })
})
