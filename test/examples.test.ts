import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasFfmpeg, pictureHashes, probe } from './harness/ffmpeg.ts'
import { shotlistInProcess } from './harness/in-process.ts'
import { eventsOf, folderOf, ROOT } from './harness/shotlist.ts'

// Every manifest of examples/ is validated, planned and rehearsed with the command line of a user, without a key or a network.

const MANIFESTS = ['launch.yaml', 'pixverse.yaml', 'acedata.yaml', '302ai.yaml', 'fleet/shotlist.yaml', 'vendor/shotlist.yaml']

/** The folder in which a rehearsal of launch.yaml puts its clips. */
function renders() {
  return join(folder.path, 'renders/launch-rehearsal')
}

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({})
  await cp(join(ROOT, 'examples'), folder.path, { recursive: true, filter: (path) => !/node_modules|renders|\.shotlist/.test(path) })
})
afterAll(() => folder.remove())

const SIDES = { '360p': 360, '540p': 540, '720p': 720, '1080p': 1080 } as const

test('the list of manifests is complete', async () => {
  const found = (await readdir(join(ROOT, 'examples'))).filter((name) => name.endsWith('.yaml'))
  expect(found.toSorted()).toEqual(MANIFESTS.filter((name) => !name.includes('/')).toSorted())
})

describe.each(MANIFESTS)('%s', (manifest) => {
  test('is valid, and a rehearsal renders every clip of its plan; a second rehearsal starts over and gives the same files', async () => {
    const cwd = folder.path
    expect(await shotlistInProcess(['validate', manifest], { cwd })).toMatchObject({ code: 0 })
    const planned = await shotlistInProcess(['plan', manifest, '--json'], { cwd })
    expect(planned).toMatchObject({ code: 0 })
    const { jobs } = JSON.parse(planned.stdout) as { jobs: unknown[] }
    const rehearse = async () => {
      const { code, stdout, stderr } = await shotlistInProcess(['rehearse', manifest, '--yes', '--json', '--speed', '600'], { cwd })
      expect({ code, stderr }).toMatchObject({ code: 0 })
      const done = eventsOf(stdout).filter((event) => event['event'] === 'job.done')
      return done.map(({ job, file, sha256 }) => ({ job: String(job), file, sha256 })).toSorted((a, b) => (a.job < b.job ? -1 : 1))
    }
    const first = await rehearse()
    expect(first).toHaveLength(jobs.length)
    expect(await rehearse()).toEqual(first)
  })
})

describe.skipIf(!hasFfmpeg)('the clips of launch.yaml, as ffprobe sees them', () => {
  test.each([
    ['hero.mp4', 16 / 9, 5],
    ['hero-long.mp4', 16 / 9, 10],
    ['social/anime-16-9.mp4', 16 / 9, 5],
    ['social/clay-9-16.mp4', 9 / 16, 5],
    ['social/anime-1-1.mp4', 1, 5],
    ['social/comic-4-3.mp4', 4 / 3, 5],
    ['social-long/comic-4-3.mp4', 4 / 3, 10],
    ['catalogue/AUR-500.mp4', 16 / 9, 5],
    ['catalogue/AUR-CUP.mp4', 1, 5],
  ])('%s has the requested size, ratio and length', async (file, ratio, seconds) => {
    const seen = await probe(join(renders(), file))
    expect(seen.codec).toBe('h264')
    expect(Math.min(seen.width, seen.height)).toBe(SIDES['540p'])
    expect(seen.width / seen.height).toBeCloseTo(ratio, 1)
    expect(seen.seconds).toBeCloseTo(seconds, 1)
  })

  test.each([
    ['hero.mp4', 'hero-long.mp4'],
    ['social/anime-9-16.mp4', 'social-long/anime-9-16.mp4'],
    ['social/comic-4-3.mp4', 'social-long/comic-4-3.mp4'],
  ])('%s is the beginning of %s', async (source, extended) => {
    const pictures = await pictureHashes(join(renders(), source), 60)
    const beginning = await pictureHashes(join(renders(), extended), 60)
    expect(pictures.length).toBeGreaterThan(5)
    expect(beginning.slice(0, pictures.length)).toEqual(pictures)
    expect(beginning.length).toBeGreaterThan(pictures.length)
  })
})

test('no two jobs have the same file', async () => {
  const folderPath = join(renders(), 'social')
  const files = await Promise.all((await readdir(folderPath)).map((name) => readFile(join(folderPath, name))))
  expect(new Set(files.map((bytes) => bytes.toString('base64'))).size).toBe(files.length)
})
