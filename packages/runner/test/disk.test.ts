import { rmSync } from 'node:fs'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { begin, type Finished, start } from './harness/command.ts'
import { type Project, project } from './harness/project.ts'
import { CLIP } from './harness/tiny-server.ts'

const CLIPS = 6
const jobs = `jobs:\n${Array.from({ length: CLIPS }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }`).join('\n')}\n`

/** Runs the command in a process for which a folder is on another file system. */
function runOn(made: Project, mount: string): Promise<Finished> {
  return start(['run', '--yes', '--json'], {
    cwd: made.path,
    env: made.env,
    within: ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-ec', `${mount}; exec "$@"`, 'sh'],
  }).finished
}

/** Runs the command in this process, on the real file system. */
function run({ path, env }: Project, ...args: string[]): Promise<Finished> {
  return begin(['run', '--yes', '--json', ...args], { cwd: path, env }).finished
}

function linesOf({ stdout }: Finished, event: string): string[] {
  return stdout.split('\n').filter((line) => line.includes(`"event":"${event}"`))
}

async function clipsOf({ path }: Project): Promise<string[]> {
  return (await readdir(join(path, 'renders'))).filter((name) => name.endsWith('.mp4'))
}

/** Checks that every clip is complete, and was paid once. */
async function expectAllOnce(made: Project): Promise<void> {
  expect((await run(made)).code).toBe(0)
  expect(await clipsOf(made)).toHaveLength(CLIPS)
  for (const name of await clipsOf(made)) expect(await made.read(`renders/${name}`)).toEqual(CLIP)
  expect(made.server.tasks.size).toBe(CLIPS)
  expect(made.server.submissions).toHaveLength(CLIPS)
}

describe('a disk', () => {
  test('that is full leaves the paid tasks for the next run, and says so', async () => {
    const made = await project({ manifest: jobs })
    await mkdir(join(made.path, 'renders'))
    const first = await runOn(made, 'mount -t tmpfs -o size=16k tmpfs renders')
    expect(first.code).toBe(1)
    const failed = linesOf(first, 'job.failed')
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.every((line) => line.includes('the disk is full') && line.includes('"resumable":true'))).toBe(true)
    await expectAllOnce(made)
  })

  test('that is full and holds the journal stops the run before anything is sent without a record', async () => {
    const made = await project({ manifest: jobs })
    await mkdir(join(made.path, '.shotlist'))
    const first = await runOn(
      made,
      'mount -t tmpfs -o size=256k tmpfs .shotlist; dd if=/dev/zero of=.shotlist/ballast bs=4k count=40 status=none',
    )
    expect(first.code).toBe(2)
    expect(made.server.submissions).toEqual([])
    expect(first.stderr).toContain('the disk is full')
    expect(first.stderr).toContain('state-not-writable')
    expect(first.stderr).not.toMatch(/\n\s+at /)
    // The journal on that disk is lost. The same keys are derived again, and the provider knows them.
    expect((await run(made)).code).toBe(0)
    expect(made.server.tasks.size).toBe(CLIPS)
  })

  test.each([
    ['the output folder', 'renders', 'the file system is read-only'],
    ['the state folder', '.shotlist', 'cannot write'],
  ])('that is read-only at %s is a clear error', async (_, folder, words) => {
    const made = await project({ manifest: jobs })
    await mkdir(join(made.path, folder))
    const first = await runOn(made, `mount -t tmpfs -o ro tmpfs ${folder}`)
    expect(first.code).toBe(2)
    expect(first.stdout + first.stderr).toContain(words)
    expect(first.stderr).not.toMatch(/\n\s+at |internal/)
    expect(made.server.requests).toEqual([])
    await expectAllOnce(made)
  })
})

describe('an output folder', () => {
  test('that is deleted during a download is created again by the next run', async () => {
    const made = await project({
      manifest: jobs,
      onDownload: ({ downloads }) => {
        if (downloads === 0) rmSync(join(made.path, 'renders'), { recursive: true, force: true, maxRetries: 10 })
        return 'ok'
      },
    })
    expect((await run(made)).code).toBe(1)
    made.server.play({})
    await expectAllOnce(made)
  })

  test('is not written through links, neither for outputs nor for partial downloads', async () => {
    const made = await project({ manifest: jobs })
    const outside = join(made.path, 'outside')
    await mkdir(outside)
    await mkdir(join(made.path, 'renders'))
    await symlink(outside, join(made.path, 'renders/.part'))
    const { stderr } = await run(made)
    expect(stderr).toContain('link that leads out of the output folder')
    expect(await readdir(outside)).toEqual([])
    expect(made.server.requests).toEqual([])
    await rm(join(made.path, 'renders/.part'))
    await expectAllOnce(made)
  })

  test('with a link at the path of a clip: the link is replaced, its target stays', async () => {
    const made = await project({ manifest: jobs })
    await mkdir(join(made.path, 'renders'))
    await writeFile(join(made.path, 'precious.txt'), 'mine')
    await symlink(join(made.path, 'precious.txt'), join(made.path, 'renders/clip0.mp4'))
    const refused = await run(made)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('clip0.mp4')
    await run(made, '--overwrite')
    expect(String(await made.read('precious.txt'))).toBe('mine')
    await expectAllOnce(made)
  })
})
