import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PartFile } from '../src/files/part-file.ts'
import { Journal } from '../src/store/journal/journal.ts'
import { begin } from './harness/command.ts'
import { type Project, project } from './harness/project.ts'
import { CLIP } from './harness/tiny-server.ts'

const JOBS = 'jobs:\n  clip: { uses: text-to-video, with: { prompt: a clip } }\n'

function command({ path, env }: Project, ...args: string[]) {
  return begin(args, { cwd: path, env }).finished
}

/** A folder outside the project, with a foreign file. */
async function outside({ path }: Project): Promise<string> {
  const folder = join(path, 'outside')
  await mkdir(folder)
  await writeFile(join(folder, 'precious.txt'), 'mine')
  await writeFile(join(folder, 'f'.repeat(64)), 'mine too')
  return folder
}

async function expectUntouched({ path, read }: Project): Promise<void> {
  expect((await readdir(join(path, 'outside'))).toSorted()).toEqual(['f'.repeat(64), 'precious.txt'])
  expect(String(await read('outside/precious.txt'))).toBe('mine')
  expect(String(await read(`outside/${'f'.repeat(64)}`))).toBe('mine too')
}

describe('gc', () => {
  test('removes only files by Shotlist, and nothing through a link', async () => {
    const made = await project({ manifest: JOBS })
    const folder = await outside(made)
    expect((await command(made, 'run', '--yes')).code).toBe(0)
    const artifacts = join(made.path, '.shotlist/artifacts')
    const old = 'e'.repeat(64)
    for (const name of ['notes.txt', `${'a'.repeat(64)}.txt`, old]) await writeFile(join(artifacts, name), 'x')
    await symlink(join(folder, 'precious.txt'), join(artifacts, 'd'.repeat(64)))
    await mkdir(join(artifacts, 'c'.repeat(64)))
    const before = await readdir(artifacts)
    expect((await command(made, 'gc', '--yes')).stdout).toContain('Removed 1 old clip')
    expect(await readdir(artifacts)).toEqual(before.filter((name) => name !== old))

    await rm(artifacts, { recursive: true })
    await symlink(folder, artifacts)
    const refused = await command(made, 'gc', '--yes')
    expect(refused.stderr).toContain('.shotlist/artifacts: it is a link')
    expect(refused.code).toBe(2)
    await expectUntouched(made)
  })
})

describe('a run', () => {
  test.each(['.shotlist', '.shotlist/journal.db', '.shotlist/holder.db', '.shotlist/unchanged'])(
    'is refused where %s is a link',
    async (name) => {
      const made = await project({ manifest: JOBS })
      const folder = await outside(made)
      if (name !== '.shotlist') await mkdir(join(made.path, '.shotlist'))
      await symlink(name.endsWith('.db') ? join(folder, 'precious.txt') : folder, join(made.path, name))
      const { code, stderr } = await command(made, 'run', '--yes')
      expect(stderr).toContain(`${name}: it is a link`)
      expect(code).toBe(2)
      expect(made.server.requests).toEqual([])
      await expectUntouched(made)
    },
  )

  test('replaces links at the paths it writes, and leaves their targets as they are', async () => {
    const made = await project({ manifest: JOBS, onDownload: ({ downloads }) => (downloads === 0 ? 'cut' : 'ok') })
    const target = join(await outside(made), 'precious.txt')
    await mkdir(join(made.path, 'renders/.part'), { recursive: true })
    for (const name of ['renders/.part/probe', 'shotlist.lock.yaml.new']) await symlink(target, join(made.path, name))
    expect((await command(made, 'run', '--yes')).code).toBe(0)
    const first = (await readdir(join(made.path, 'renders'))).filter((name) => name.endsWith('.mp4'))
    expect(first).toHaveLength(1)
    expect(await made.read(`renders/${first[0]}`)).toEqual(CLIP)
    await expectUntouched(made)
  })
})

test('a journal that came with the project removes only files that match its records', async () => {
  const made = await project({ manifest: JOBS })
  await outside(made)
  await made.write('renders-rehearsal/edited.mp4', 'worked on')
  await mkdir(join(made.path, '.shotlist/rehearsal/shotlist.yaml'), { recursive: true })
  const journal = Journal.open(join(made.path, '.shotlist/rehearsal/shotlist.yaml/journal.db'), 'shotlist.yaml')
  const sha256 = createHash('sha256').update('mine').digest('hex')
  await journal.write(() => {
    for (const path of ['../outside/precious.txt', join(made.path, 'outside/precious.txt'), 'edited.mp4'])
      journal.files.save({ path, job: 'clip', submission: 'key', state: 'placed', sha256, bytes: 4, media: {} })
  })
  journal.close()
  expect((await command(made, 'rehearse')).code).toBe(0)
  await expectUntouched(made)
  expect(String(await made.read('renders-rehearsal/edited.mp4'))).toBe('worked on')
})

test('a partial download is never written or continued through a link', async () => {
  const made = await project({ manifest: JOBS })
  const target = join(await outside(made), 'precious.txt')
  const path = join(made.path, 'clip.part')
  await symlink(target, path)
  await writeFile(`${path}.json`, JSON.stringify({ etag: '"a"', totalBytes: 9 }))
  expect(new PartFile(path).resumable()).toBeUndefined()
  await expect(new PartFile(path).openAt(2)).rejects.toThrow('ELOOP')
  await rm(`${path}.json`)
  await symlink(target, `${path}.json`)
  const part = new PartFile(path)
  part.remember({ etag: '"a"', totalBytes: 9 })
  const writer = await part.openAt(0)
  await writer.add(new Uint8Array(3))
  await writer.finish()
  await writer.close()
  await expectUntouched(made)
  expect(await made.read('clip.part')).toHaveLength(3)
})

test('a report is not written through links in its folder', async () => {
  const made = await project({ manifest: JOBS })
  const folder = await outside(made)
  expect((await command(made, 'run', '--yes')).code).toBe(0)
  expect((await command(made, 'report')).code).toBe(0)
  const report = join(made.path, 'renders/report')
  for (const name of ['report.js', 'clips']) await rm(join(report, name), { recursive: true })
  await symlink(join(folder, 'precious.txt'), join(report, 'report.js'))
  await symlink(folder, join(report, 'clips'))
  const refused = await command(made, 'report')
  expect(refused.stderr).toContain('is a link that leads out of the output folder')
  expect(refused.code).toBe(1)
  await expectUntouched(made)
  await rm(join(report, 'clips'))
  expect((await command(made, 'report')).code).toBe(0)
  await expectUntouched(made)
})

describe('a link that leads to itself', () => {
  test('in place of a clip stops that clip, and no other', async () => {
    const made = await project({ manifest: `${JOBS}  other: { uses: text-to-video, with: { prompt: another } }\n` })
    expect((await command(made, 'run', '--yes')).code).toBe(0)
    for (const name of ['clip.mp4', 'other.mp4']) await rm(join(made.path, 'renders', name))
    await symlink('clip.mp4', join(made.path, 'renders/clip.mp4'))
    const { code, stdout, stderr } = await command(made, 'run', '--yes')
    expect(code).toBe(1)
    expect(stdout + stderr).toContain('clip.mp4')
    expect(String(await made.read('renders/other.mp4'))).toBe(String(CLIP))
    expect(made.server.submissions).toHaveLength(2)
    expect((await command(made, 'verify')).code).toBe(1)
  })

  test('in place of an input is refused', async () => {
    const made = await project({
      manifest: 'jobs:\n  clip: { uses: image-to-video, with: { image_id: { file: still.png }, prompt: x } }\n',
    })
    await symlink('still.png', join(made.path, 'still.png'))
    const { code, stderr } = await command(made, 'validate')
    expect(stderr).toContain('still.png is not a regular file')
    expect(code).toBe(2)
  })
})

test('a report is not written through a link in place of its folder', async () => {
  const made = await project({ manifest: JOBS })
  const folder = await outside(made)
  expect((await command(made, 'run', '--yes')).code).toBe(0)
  await symlink(folder, join(made.path, 'renders/report'))
  const refused = await command(made, 'report')
  expect(refused.stderr).toContain('is a link that leads out of the output folder')
  expect(refused.code).toBe(1)
  await expectUntouched(made)
})
