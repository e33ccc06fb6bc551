import { readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderOf } from '../harness/shotlist.ts'
import { packPackages } from './pack-packages.ts'
import { openSession, type Session } from './session.ts'
import { transcript } from './transcript.ts'

// A new user's first ten minutes, in an empty folder, with the packages as they are published. What was seen is kept in
// first-ten-minutes.txt: `WRITE_TRANSCRIPT=1 pnpm exec vitest run test/packed` writes it anew.

const PAGE = join(import.meta.dirname, 'first-ten-minutes.txt')

let made: Awaited<ReturnType<typeof folderOf>>
let folder: string
let session: Session
const manifest = () => readFile(join(folder, 'shotlist.yaml'), 'utf8')

beforeAll(async () => {
  made = await folderOf({ 'first-film/package.json': '{ "private": true }\n' })
  folder = join(made.path, 'first-film')
  session = openSession(folder)
  await writeFile(join(folder, 'pnpm-workspace.yaml'), await packPackages(join(made.path, 'packed')))
  const installed = await session.type('pnpm add --prefer-offline --loglevel error @shotlist/runner', 'pnpm add @shotlist/runner')
  if (installed.status !== 0) throw new Error(installed.output)
}, 120_000)
afterAll(() => made.remove())

/** Where an installed package really is. The others stand beside the one that was asked for. */
const placeOf = async (name: string) => join(await realpath(join(folder, 'node_modules/@shotlist/runner')), '..', name)

test('what is installed are the packages themselves, not the workspace', async () => {
  expect(await placeOf('runner')).toContain(await realpath(folder))
})

test.each(['core', 'codegen', 'emulator', 'runner'])('%s holds what it needs, and neither tests nor build notes', async (name) => {
  const files = await readdir(await placeOf(name), { recursive: true })
  expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
  expect(files.filter((file) => /\.tsbuildinfo$|\.test\.[jt]s$|^test\//.test(file))).toEqual([])
})

test('a manifest is written, rehearsed, broken, mended, rehearsed again and looked at', { timeout: 180_000 }, async () => {
  const begun = await session.type('pnpm exec shotlist init --yes')
  expect(begun).toMatchObject({ status: 0, output: expect.stringContaining('shotlist rehearse') as string })
  const first = await manifest()
  expect(first).toMatch(/^# yaml-language-server: \$schema=\.\/node_modules\/@shotlist\/runner\/schema\/manifest\.schema\.json\n/)
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toContain('.shotlist/')

  expect(await session.type('pnpm exec shotlist plan')).toMatchObject({ status: 0, output: expect.stringContaining('hero') as string })

  const rehearsed = await session.type('pnpm exec shotlist rehearse')
  expect(rehearsed).toMatchObject({ status: 0, output: expect.stringContaining('renders-rehearsal/hero.mp4') as string })
  expect((await stat(join(folder, 'renders-rehearsal/hero.mp4'))).size).toBeGreaterThan(1000)

  const noKey = await session.type('pnpm exec shotlist run --yes')
  expect(noKey).toMatchObject({ status: 5, output: expect.stringContaining('PIXVERSE_API_KEY') as string })
  expect(noKey.output).toContain('shotlist rehearse')

  expect((await session.type(`sed -i 's/jobs.hero.outputs/jobs.heroo.outputs/; s/"720p"/"721p"/' shotlist.yaml`)).status).toBe(0)
  expect(await manifest()).not.toBe(first)
  const broken = await session.type('pnpm exec shotlist validate')
  expect(broken.status).toBe(2)
  expect(broken.output).toMatch(/shotlist\.yaml:\d+:\d+: error: there is no job `heroo`/)
  expect(broken.output).toContain('did you mean `hero`?')
  expect(broken.output).toMatch(/shotlist\.yaml:\d+:\d+: error: quality must be one of/)

  expect((await session.type(`sed -i 's/jobs.heroo.outputs/jobs.hero.outputs/; s/"721p"/"540p"/' shotlist.yaml`)).status).toBe(0)
  expect(await session.type('pnpm exec shotlist validate')).toMatchObject({ status: 0 })
  expect(await session.type('pnpm exec shotlist rehearse')).toMatchObject({
    status: 0,
    output: expect.stringContaining('960x540') as string,
  })

  expect(await session.type('pnpm exec shotlist report --rehearsal --out report')).toMatchObject({ status: 0 })
  expect(await readdir(join(folder, 'report'))).toEqual(expect.arrayContaining(['index.html', 'clips', 'report.js']))

  const seen = transcript(session.steps, folder)
  if (process.env['WRITE_TRANSCRIPT'] === '1') await writeFile(PAGE, seen)
  expect(linesTyped(await readFile(PAGE, 'utf8'))).toEqual(linesTyped(seen))
})

/** What was typed and how it ended: the words between may change without this test. */
const linesTyped = (text: string): string[] => text.split('\n').filter((line) => /^(\$ |\(exit)/.test(line))
