import { mkdirSync } from 'node:fs'
import { chmod, lstat, mkdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OutputError } from '../src/errors/output-errors.ts'
import { LockfileError } from '../src/errors/state-errors.ts'
import { TakePicker } from '../src/run/job/take-picker.ts'
import type { RunEvent } from '../src/run/run-event.ts'
import { writePick } from '../src/store/kept-picks.ts'
import { readLockfile, writeLockfile } from '../src/store/lockfile-io.ts'
import { stateFolder } from '../src/store/state-folder.ts'
import { project } from './harness/project.ts'

const JOBS = [
  '  hero: { uses: text-to-video, with: { prompt: a glacier, seed: 7 }, output: hero.mp4 }',
  '  longer: { uses: extend, with: { source_video_id: "${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }',
  '  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: steam }, output: cup.mp4 }',
  '  social: { takes: 3, pick: first, uses: text-to-video, with: { prompt: x }, output: "social-${{ take }}.mp4" }',
]

function text(jobs: readonly string[], extra = ''): string {
  return `${extra}\njobs:\n${jobs.join('\n')}\n`
}

/** The pick is left out of comparisons: it depends on which take succeeds first. */
function withoutPick(lockfile = '') {
  return lockfile.replace(/take: social#\d\n +render: .*/, 'a take of social')
}

test('a lockfile is the same after a run with and without faults, in any order of the jobs', async () => {
  const calm = await project({ manifest: text(JOBS, 'concurrency: 1'), idsOfContent: true })
  expect((await calm.run()).summary.outcome).toBe('done')
  const stormy = await project({
    manifest: text(JOBS.toReversed(), 'concurrency: 8'),
    idsOfContent: true,
    inFlight: 2,
    onSubmit: (_, nth) => (nth % 5 === 1 ? 'full' : nth % 5 === 3 ? 'drop-after' : 'ok'),
    onRead: ({ reads, id }) => (reads < Number(id.at(-1)) ? 'working' : 'done'),
    onDownload: (_, nth) => (nth === 0 ? 'half' : 'ok'),
  })
  const abort = new AbortController()
  await stormy.run({ signal: abort.signal, onEvent: ({ event }) => event === 'job.done' && abort.abort() })
  await stormy.run()
  expect((await stormy.run()).summary).toMatchObject({ outcome: 'done', counts: { cached: 6 } })
  expect(stormy.server.submissions.length).toBeGreaterThan(6)
  expect(stormy.server.tasks.size).toBe(6)
  const [one, other] = await Promise.all([calm, stormy].map(async ({ read }) => String(await read('shotlist.lock.yaml'))))
  expect(withoutPick(one)).toContain('a take of social')
  expect(withoutPick(other)).toBe(withoutPick(one))
  expect(one).not.toMatch(/\d{4}-\d\d-\d\dT/)
})

describe('a lockfile', () => {
  const one = text(JOBS.slice(0, 1)).replace('text-to-video,', 'text-to-video, timeout: 1s,')

  test('with a merge conflict is refused before anything is sent', async () => {
    const { run, server, write } = await project({ manifest: one, onRead: () => 'working' })
    await run()
    server.play({})
    await write('shotlist.lock.yaml', '<<<<<<< ours\nlockfile: 1\n=======\nlockfile: 1\n>>>>>>> theirs\n')
    const requests = server.requests.length
    await expect(run()).rejects.toThrow(LockfileError)
    expect(server.requests).toHaveLength(requests)
  })

  test.each([-1000, 1e300, 10_001])('can be read again after a provider reports a charge of %d', async (charges) => {
    const { run, path, server } = await project({ manifest: `budget: { credits: 10 }\n${one}`, charges })
    const { summary, events } = await run()
    expect(summary).toMatchObject({ outcome: 'done', credits: 10 })
    expect(events.find((event) => event.event === 'run.warning')).toMatchObject({ code: 'odd-charge' })
    expect(readLockfile(join(path, 'shotlist.lock.yaml')).jobs['hero']?.credits).toBeUndefined()
    // The budget uses the price.
    await expect(run({ force: new Set(['hero']) })).rejects.toThrow('the budget')
    expect(server.submissions).toHaveLength(1)
  })

  test('that cannot be written fails the run at its end, and the next run writes it', async () => {
    const { run, server, path } = await project({ manifest: one })
    const lock = join(path, 'shotlist.lock.yaml')
    const events: RunEvent[] = []
    const onEvent = (event: RunEvent) => {
      events.push(event)
      if (event.event === 'job.submitted') mkdirSync(`${lock}.new/in-the-way`, { recursive: true })
    }
    await expect(run({ onEvent })).rejects.toThrow(OutputError)
    expect(events.at(-1)).toMatchObject({ event: 'run.finished', outcome: 'failed', counts: { done: 1 } })
    await rm(`${lock}.new`, { recursive: true })
    expect((await run()).summary.counts).toMatchObject({ cached: 1 })
    expect(Object.keys(readLockfile(lock).jobs)).toEqual(['hero'])
    expect(server.submissions).toHaveLength(1)
  })

  test('that cannot be written before anything is sent stops the run', async () => {
    const { run, server, path } = await project({ manifest: one })
    await mkdir(`${join(path, 'shotlist.lock.yaml')}.new/in-the-way`, { recursive: true })
    await expect(run()).rejects.toThrow(OutputError)
    expect(server.submissions).toEqual([])
  })

  test('keeps entries that were added during the run, and drops those that were removed', async () => {
    const takes = text(['  hero: { takes: 2, uses: text-to-video, with: { prompt: x } }'])
    const { run, path, server } = await project({ manifest: takes })
    const lock = join(path, 'shotlist.lock.yaml')
    await run()
    const places = { state: stateFolder(path), lockfile: lock, manifestPath: join(path, 'shotlist.yaml') }
    await writePick(places, { group: 'hero', take: 'hero#1' })
    const takePicker = new TakePicker((pick) => writePick(places, pick))
    let meanwhile = Promise.resolve()
    const onEvent = ({ event }: RunEvent) => {
      if (event === 'job.submitted') meanwhile = change()
    }
    const change = async () => {
      await takePicker.pick({ group: 'hero', take: null })
      const now = readLockfile(lock)
      const [entry] = Object.values(now.jobs)
      if (entry !== undefined) await writeLockfile(lock, { ...now, jobs: { ...now.jobs, pulled: entry } })
    }
    const manifestInstanceIds = new Set(['hero#1', 'hero#2', 'pulled'])
    // The task ends only after the lockfile has changed.
    server.play({ onRead: () => meanwhile.then(() => 'done') })
    await run({ takePicker, force: new Set(['hero#2']), manifestInstanceIds, onEvent })
    expect(readLockfile(lock).picks).toEqual({})
    expect(Object.keys(readLockfile(lock).jobs)).toEqual(['hero#1', 'hero#2', 'pulled'])
  })
})

/** Runs as another user, because root may read every file. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

describe('a lockfile that exists and cannot be read stops the run, and stays as it is', () => {
  const done = text(JOBS.slice(0, 1))
  const CASES: Readonly<Record<string, { readonly spoil: (path: string) => Promise<void>; readonly problem: string }>> = {
    'a folder': { spoil: async (path) => void (await rm(path), await mkdir(path)), problem: 'it is not a file' },
    'a link that leads nowhere': { spoil: async (path) => void (await rm(path), await symlink('nowhere', path)), problem: 'leads nowhere' },
    'a link to itself': { spoil: async (path) => void (await rm(path), await symlink(path, path)), problem: 'leads to itself' },
    'not UTF-8': {
      spoil: async (path) => writeFile(path, Buffer.concat([await readFile(path), Buffer.from([0x23, 0xff])])),
      problem: 'UTF-8',
    },
    empty: { spoil: (path) => writeFile(path, ''), problem: 'it is not a lockfile' },
    zeroes: { spoil: (path) => writeFile(path, Buffer.alloc(500)), problem: 'cannot read' },
    'half written': { spoil: async (path) => truncate(path, (await stat(path)).size - 10), problem: 'cannot read' },
    'cut off between two lines': {
      spoil: async (path) => writeFile(path, String(await readFile(path)).replace(/\njobs:[^]*$/, '\njobs: {}\n')),
      problem: 'its end is missing',
    },
    'merged with a conflict between entries': {
      spoil: async (path) =>
        writeFile(
          path,
          String(await readFile(path))
            .replace('\n  hero:', '\n<<<<<<< ours\n  hero:')
            .replace('...\n', '=======\n>>>>>>> theirs\n...\n'),
        ),
      problem: 'a conflict marker of a merge',
    },
  }

  test.each(Object.entries(CASES))('%s', async (_, { spoil, problem }) => {
    const { run, path, server } = await project({ manifest: done, idempotent: false })
    await run()
    const lock = join(path, 'shotlist.lock.yaml')
    await spoil(lock)
    const before = await lstat(lock)
    await rm(join(path, '.shotlist'), { recursive: true })
    const requests = server.requests.length
    const refused = run()
    await expect(refused).rejects.toThrow(LockfileError)
    await expect(refused).rejects.toThrow(problem)
    expect(server.requests).toHaveLength(requests)
    const { ino, size } = await lstat(lock)
    expect({ ino, size }).toEqual({ ino: before.ino, size: before.size })
  })

  test.skipIf(process.platform === 'win32')('of another user, or in a folder without read permission', async () => {
    const { path, run } = await project({ manifest: done })
    await run()
    const lock = join(path, 'shotlist.lock.yaml')
    await chmod(path, 0o755)
    await chmod(lock, 0o000)
    await asNobody(async () => expect(() => readLockfile(lock)).toThrow('may not read it'))
    await mkdir(join(path, 'private'))
    await rename(lock, join(path, 'private/lock.yaml'))
    await symlink('private/lock.yaml', lock)
    await chmod(join(path, 'private'), 0o000)
    await asNobody(async () => expect(() => readLockfile(lock)).toThrow('may not read it'))
    await chmod(join(path, 'private'), 0o755)
  })
})
