import { spawnSync } from 'node:child_process'
import { lstat, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderOf, ROOT } from '../harness/shotlist.ts'
import { filesOf, packPackage } from './pack-packages.ts'
import { openSession, type Session } from './session.ts'
import { transcript } from './transcript.ts'

// The first ten minutes of a new user, in an empty folder, with the one published tarball. first-ten-minutes.txt records the session;
// `WRITE_TRANSCRIPT=1 pnpm exec vitest run test/packed` rewrites it.

const PAGE = join(import.meta.dirname, 'first-ten-minutes.txt')

let made: Awaited<ReturnType<typeof folderOf>>
let folder: string
let session: Session
function manifest() {
  return readFile(join(folder, 'shotlist.yaml'), 'utf8')
}

beforeAll(async () => {
  made = await folderOf({ 'first-film/package.json': '{ "private": true }\n' })
  folder = join(made.path, 'first-film')
  session = openSession(folder)
  const tarball = await packPackage('runner', folder)
  const installed = await session.type(
    `npm install --prefer-offline --fetch-retries 1 --fetch-timeout 60000 --loglevel error --no-audit --no-fund ${tarball}`,
    'npm install ./shotlist-0.0.0.tgz',
  )
  if (installed.status !== 0) throw new Error(installed.output)
})
afterAll(() => made.remove())

test('only the package itself is installed, without what only the client generator needs', async () => {
  const modules = await readdir(join(folder, 'node_modules'))
  expect((await lstat(join(folder, 'node_modules/shotlist'))).isDirectory()).toBe(true)
  expect(modules).not.toEqual(expect.arrayContaining(['@shotlist']))
  expect(modules.filter((name) => /^(typescript|openapi-typescript|@redocly)$/.test(name))).toEqual([])
  expect(await sizeOf(join(folder, 'node_modules'))).toBeLessThan(80e6)
})

test.each(['core', 'codegen', 'emulator', 'runner'])('%s contains what it needs, and neither tests nor build notes', async (name) => {
  const files = await filesOf(await packPackage(name, join(made.path, 'packed')))
  expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
  expect(files.filter((file) => /\.tsbuildinfo$|\.test\.[jt]s$|^test\//.test(file))).toEqual([])
})

test('programs find types and schema in it', async () => {
  const program = `import { type LoadedPlan, loadPlan } from 'shotlist'
    const loaded: LoadedPlan = await loadPlan({ manifestPath: 'shotlist.yaml', env: {} })
    // @ts-expect-error there is no such option
    await loadPlan({ manifest: 'shotlist.yaml' })
    console.log(loaded.ok)`
  await writeFile(join(folder, 'program.mts'), program)
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '', 'program.mts']
  const compiled = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect({ status: compiled.status, output: compiled.stdout }).toEqual({ status: 0, output: '' })
  const schema = JSON.parse(await readFile(join(folder, 'node_modules/shotlist/schema/manifest.schema.json'), 'utf8')) as object
  expect(schema).toHaveProperty('properties.jobs')
})

test('a manifest is written, rehearsed, broken, corrected, rehearsed again and viewed', async () => {
  const begun = await session.type('npx shotlist init --yes')
  expect(begun).toMatchObject({ status: 0, output: expect.stringContaining('shotlist rehearse') as string })
  const first = await manifest()
  expect(first).toMatch(/^# yaml-language-server: \$schema=\.\/node_modules\/shotlist\/schema\/manifest\.schema\.json\n/)
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toContain('.shotlist/')

  expect(await session.type('npx shotlist plan')).toMatchObject({ status: 0, output: expect.stringContaining('hero') as string })

  const rehearsed = await session.type('npx shotlist rehearse')
  expect(rehearsed).toMatchObject({ status: 0, output: expect.stringContaining('renders-rehearsal/hero.mp4') as string })
  expect((await stat(join(folder, 'renders-rehearsal/hero.mp4'))).size).toBeGreaterThan(1000)

  const noKey = await session.type('npx shotlist run --yes')
  expect(noKey).toMatchObject({ status: 5, output: expect.stringContaining('PIXVERSE_API_KEY') as string })
  expect(noKey.output).toContain('shotlist rehearse')

  expect((await session.type(`sed -i 's/jobs.hero.outputs/jobs.heroo.outputs/; s/"720p"/"721p"/' shotlist.yaml`)).status).toBe(0)
  expect(await manifest()).not.toBe(first)
  const broken = await session.type('npx shotlist validate')
  expect(broken.status).toBe(2)
  expect(broken.output).toMatch(/shotlist\.yaml:\d+:\d+: error: there is no job `heroo`/)
  expect(broken.output).toContain('did you mean `hero`?')
  expect(broken.output).toMatch(/shotlist\.yaml:\d+:\d+: error: quality must be one of/)

  expect((await session.type(`sed -i 's/jobs.heroo.outputs/jobs.hero.outputs/; s/"721p"/"540p"/' shotlist.yaml`)).status).toBe(0)
  expect(await session.type('npx shotlist validate')).toMatchObject({ status: 0 })
  expect(await session.type('npx shotlist rehearse')).toMatchObject({
    status: 0,
    output: expect.stringContaining('960x540') as string,
  })

  expect(await session.type('npx shotlist report --rehearsal --out report')).toMatchObject({ status: 0 })
  expect(await readdir(join(folder, 'report'))).toEqual(expect.arrayContaining(['index.html', 'clips', 'report.js']))

  const seen = transcript(session.steps, folder)
  if (process.env['WRITE_TRANSCRIPT'] === '1') await writeFile(PAGE, seen)
  expect(linesTyped(await readFile(PAGE, 'utf8'))).toEqual(linesTyped(seen))
})

/** The total size of all files below a folder. */
async function sizeOf(path: string): Promise<number> {
  const sizes = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** The commands and their exit statuses; the output may change without this test. */
function linesTyped(text: string): string[] {
  return text.split('\n').filter((line) => /^(\$ |\(exit)/.test(line))
}
