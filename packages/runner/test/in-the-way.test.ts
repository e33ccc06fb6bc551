import { execFileSync } from 'node:child_process'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { begin, type Finished, start } from './harness/command.ts'
import { type Project, project } from './harness/project.ts'

const JOBS = 'jobs:\n  clip: { uses: text-to-video, with: { prompt: a clip }, output: clip.mp4 }\n'

type Kind = 'file' | 'folder' | 'pipe'

/** Replaces a path by something of a kind. */
async function put({ path }: Project, name: string, kind: Kind): Promise<void> {
  const place = join(path, name)
  await rm(place, { recursive: true, force: true })
  await mkdir(dirname(place), { recursive: true })
  if (kind === 'file') await writeFile(place, 'x')
  else if (kind === 'folder') await mkdir(join(place, 'within'), { recursive: true })
  else execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', place])
}

/** Runs the command as a process, because a test cannot abort an `open` that waits for a pipe. */
function command({ path, env }: Project, ...args: string[]): Promise<Finished> {
  return start(args, { cwd: path, env }).finished
}
function inside({ path, env }: Project, ...args: string[]): Promise<Finished> {
  return begin(args, { cwd: path, env }).finished
}

function expectNoTrace({ stderr }: Finished): void {
  return expect(stderr).not.toMatch(/\n\s+at |bug in Shotlist|\(internal\)/)
}

describe("in the place of Shotlist's files", () => {
  test.each<[string, Kind]>([
    ['.shotlist', 'file'],
    ['.shotlist', 'pipe'],
    ['.shotlist/artifacts', 'file'],
    ['.shotlist/unchanged', 'file'],
    ['.shotlist/submissions.log', 'folder'],
    ['.shotlist/submissions.log', 'pipe'],
    ['.shotlist/holder.db', 'folder'],
    ['.shotlist/holder.db-journal', 'pipe'],
    ['.shotlist/journal.db-wal', 'pipe'],
  ])('%s as a %s is refused, and nothing is sent', async (name, kind) => {
    const made = await project({ manifest: JOBS })
    await put(made, name, kind)
    const told = await command(made, 'run', '--yes')
    expect(told.stderr).toContain(`${join(made.path, name)}: it is not a`)
    expect(told.stderr).toContain('(state-folder)')
    expect(told.code).toBe(2)
    expectNoTrace(told)
    expect(made.server.requests).toEqual([])
  })

  test.each(['plan', 'status', 'gc', 'rehearse', 'report', 'call tiny/text-to-video --spec tiny.openapi.yaml --prompt x'])(
    '.shotlist as a file is refused by %s',
    async (line) => {
      const made = await project({ manifest: JOBS })
      await put(made, '.shotlist', 'file')
      const told = await inside(made, ...line.split(' '))
      expect(told.stderr).toContain('(state-folder)')
      expect(told.code).toBe(2)
    },
  )

  test.each<[string, Kind]>([
    ['renders', 'file'],
    ['renders/.part', 'file'],
    ['renders/.part/probe', 'folder'],
  ])('%s as a %s is reported before anything is sent', async (name, kind) => {
    const made = await project({ manifest: JOBS })
    await put(made, name, kind)
    const told = await inside(made, 'run', '--yes')
    expect(told.stderr).toContain('(output-not-writable)')
    expect(told.stderr).toContain('Nothing was sent.')
    expect(told.code).toBe(2)
    expect(made.server.requests).toEqual([])
  })

  test.each<[string, Kind]>([
    ['.shotlist/unchanged/journal.facts', 'pipe'],
    ['.shotlist/unchanged/shotlist.yaml.json', 'pipe'],
    ['.shotlist/unchanged/shotlist.yaml.json', 'folder'],
    ['.shotlist/unchanged/shotlist.yaml.json.new', 'folder'],
  ])('%s as a %s does no harm', async (name, kind) => {
    const made = await project({ manifest: JOBS })
    expect((await inside(made, 'run', '--yes')).code).toBe(0)
    await put(made, name, kind)
    for (let runs = 0; runs < 2; runs += 1) {
      const told = await command(made, 'run', '--yes')
      expect(told.stdout + told.stderr).toContain('1 up to date')
      expect(told.code).toBe(0)
    }
    expect(made.server.submissions).toHaveLength(1)
  })

  test('a pipe in place of the lockfile or an artifact is reported', async () => {
    const made = await project({ manifest: JOBS })
    await inside(made, 'run', '--yes')
    const [artifact = ''] = await readdir(join(made.path, '.shotlist/artifacts'))
    await put(made, `.shotlist/artifacts/${artifact}`, 'pipe')
    await rm(join(made.path, 'renders/clip.mp4'))
    const stored = await command(made, 'run', '--yes')
    expect([stored.code, stored.stderr]).toEqual([2, expect.stringContaining('(artifact-store)') as string])
    await put(made, 'shotlist.lock.yaml', 'pipe')
    const locked = await command(made, 'plan')
    expect([locked.code, locked.stderr]).toEqual([2, expect.stringContaining('(lockfile)') as string])
    expect(made.server.submissions).toHaveLength(1)
  })
})

describe('in the place of a folder that a clip needs', () => {
  const two = `${JOBS}  deep: { uses: text-to-video, with: { prompt: deep }, output: deep/er/clip.mp4 }\n`

  test.each<[string, (made: Project) => Promise<void>]>([
    ['a file', (made) => put(made, 'renders/deep', 'file')],
    ['a pipe', (made) => put(made, 'renders/deep/er', 'pipe')],
    [
      'a link that leads nowhere',
      async ({ path }) => {
        await mkdir(join(path, 'renders'))
        await symlink('nowhere', join(path, 'renders/deep'))
      },
    ],
  ])('%s stops only that clip, before it is paid', async (_, make) => {
    const made = await project({ manifest: two })
    await make(made)
    for (const more of [[], ['--overwrite']]) {
      const told = await inside(made, 'run', '--yes', ...more)
      expect(told.stdout + told.stderr).toContain('is in the way')
      expect(told.stdout + told.stderr).toContain('the output needs a folder at this path')
      expect(told.code).toBe(1)
    }
    expect(made.server.submissions).toHaveLength(1)
  })
})

test('a report does not wait for a pipe in place of a clip', async () => {
  const made = await project({ manifest: JOBS })
  await inside(made, 'run', '--yes')
  await put(made, 'renders/clip.mp4', 'pipe')
  expect((await command(made, 'report')).stderr).toContain('1 clip, 0 with a file')
  await put(made, 'page/index.html', 'pipe')
  expect((await command(made, 'report', '--out', 'page')).stderr).toContain('(foreign-folder)')
})

test('a home folder that does not exist is not created', async () => {
  const made = await project({ manifest: JOBS })
  const { XDG_CACHE_HOME: _cache, ...env } = made.env
  const told = await start(['plan'], { cwd: made.path, env: { ...env, HOME: join(made.path, 'nobody'), XDG_CACHE_HOME: '' } }).finished
  expect(told.code).toBe(0)
  expect(await readdir(made.path)).not.toContain('nobody')
})

test('an emulator that is stopped at once leaves no temporary folder', async () => {
  const made = await project({ manifest: JOBS })
  await mkdir(join(made.path, 'temporary'))
  const running = start(['emulate', 'pixverse'], { cwd: made.path, env: { TMPDIR: join(made.path, 'temporary') } })
  await running.seen('PIXVERSE_BASE_URL')
  expect(await readdir(join(made.path, 'temporary'))).toHaveLength(1)
  running.child.kill('SIGINT')
  running.child.kill('SIGTERM')
  await running.finished
  expect(await readdir(join(made.path, 'temporary'))).toEqual([])
})

test('a table that is not a file gets no suggestion', async () => {
  const made = await project({ manifest: JOBS.replace('uses:', 'foreach: rows.csv, uses:').replace('clip.mp4', '"${{ row.a }}.mp4"') })
  await put(made, 'rows.csv', 'pipe')
  const told = await command(made, 'validate')
  expect(told.stderr).toContain('rows.csv is not a regular file')
  expect(told.stderr).not.toContain('did you mean')
})

test.each([
  ['pick', ''],
  ['plan', ' '],
  ['run', ''],
])('an empty argument is reported (%s)', async (...args) => {
  const told = await inside(await project({ manifest: JOBS }), ...args)
  expect([told.code, told.stderr]).toEqual([2, expect.stringContaining('an argument is empty') as string])
})
