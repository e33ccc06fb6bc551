import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProviderClient } from '@shotlist/core'
import type { ScenarioOptions } from '@shotlist/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { BUCKET, serveS3 } from '../../packages/runner/test/harness/s3-server.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { generateClient } from './typed-client.ts'
import { openVendor, throughEveryVerb, type Vendor } from './vendor.ts'

/** Its tasks make a list of clips and a poster. */
const SEVERAL = parse(readFileSync(new URL('contactsheet.openapi.yaml', import.meta.url), 'utf8')) as Record<string, object>

const FILES = ['clip.1.mp4', 'clip.2.mp4', 'clip.3.mp4', 'clip.poster.png']

function manifest(...jobs: readonly string[]): string {
  const lines = jobs.map((job) => `  ${job}\n`).join('')
  return `version: 1\nproviders: { vendor: { spec: vendor.openapi.yaml } }\ndefaults: { provider: vendor }\njobs:\n${lines}`
}

const CLIP = 'clip: { uses: text-to-video, with: { prompt: a lighthouse, count: 3 } }'

type Facts = { readonly output: string; readonly sha256: string; readonly others?: readonly Facts[]; readonly outputs?: object }

function lockOf({ path }: Vendor, job = 'clip'): Facts {
  const lock = parse(readFileSync(join(path, 'shotlist.lock.yaml'), 'utf8'), { intAsBigInt: true }) as {
    jobs: Record<string, Facts>
  }
  return lock.jobs[job] as Facts
}

function filesOf({ path }: Vendor, folder = 'renders'): readonly string[] {
  return readdirSync(join(path, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted()
}

function contentOf(vendor: Vendor, name: string): Buffer {
  return readFileSync(join(vendor.path, 'renders', name))
}

function open(jobs: readonly string[] = [CLIP], faults: ScenarioOptions['faults'] = []): Promise<Vendor> {
  return openVendor(SEVERAL, { manifest: manifest(...jobs), faults })
}

test('every file of a task is kept, named, in the lockfile, and on the page', async () => {
  const vendor = await throughEveryVerb(SEVERAL, { manifest: manifest(CLIP) })
  expect(filesOf(vendor)).toEqual(FILES)
  expect(filesOf(vendor, 'renders-rehearsal')).toEqual(FILES)
  expect(new Set(FILES.map((name) => contentOf(vendor, name).toString('base64'))).size).toBe(4)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, duplicates: 0, mistakeList: [] })
  const { output, others = [], outputs } = lockOf(vendor)
  expect([output, ...others.map((file) => file.output)]).toEqual(FILES)
  expect(outputs).toEqual({ video_ids: [expect.any(String), expect.any(String), expect.any(String)] })

  expect(await vendor.shotlist('verify', '--json')).toMatchObject({ code: 0 })
  await vendor.shotlist('report', '--out', 'report')
  const report = readFileSync(join(vendor.path, 'report', 'report.js'), 'utf8')
  for (const name of FILES) {
    expect(report).toContain(`"path":"${name}"`)
    expect(existsSync(join(vendor.path, 'report', 'clips', name))).toBe(true)
  }
  const status = JSON.parse((await vendor.shotlist('status', '--json')).stdout) as { jobs: readonly Facts[] }
  expect(status.jobs[0]?.others?.map((file) => file.output)).toEqual(FILES.slice(1))

  writeFileSync(join(vendor.path, 'renders', 'clip.2.mp4'), 'edited')
  expect((await vendor.shotlist('verify')).code).toBe(1)
})

test('a file that is lost is downloaded again, and nothing else; the next run takes up a job whose files are not complete', async () => {
  const vendor = await open([CLIP], [{ on: 'download', kind: 'expired-download', nth: [2, 3, 4, 5] }])
  const failed = await vendor.run()
  expect(failed.code).toBe(1)
  expect(filesOf(vendor)).toEqual(['clip.1.mp4'])
  expect(existsSync(join(vendor.path, 'shotlist.lock.yaml')) && lockOf(vendor)).toBeFalsy()
  const before = vendor.emulator.ledger().downloads
  expect((await vendor.run()).code).toBe(0)
  expect(filesOf(vendor)).toEqual(FILES)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, downloads: before + 3 })
  expect((await vendor.run()).events.find(({ event }) => event === 'job.cached')).toMatchObject({
    file: 'renders/clip.1.mp4',
    others: FILES.slice(1).map((name) => ({ file: `renders/${name}` })),
  })
})

test.each([
  ['run', 'the artifact store', false],
  ['pull', 'the provider', true],
])('%s brings back a missing file from %s', async (verb, _from, isClone) => {
  const vendor = await open()
  await vendor.run()
  const kept = contentOf(vendor, 'clip.3.mp4')
  rmSync(join(vendor.path, 'renders', 'clip.3.mp4'))
  if (isClone) rmSync(join(vendor.path, '.shotlist'), { recursive: true })
  const lock = readFileSync(join(vendor.path, 'shotlist.lock.yaml'), 'utf8')
  const before = vendor.emulator.ledger().downloads
  const again = await vendor.shotlist(verb, ...(verb === 'run' ? ['--yes'] : []))
  expect(again, again.stderr).toMatchObject({ code: 0 })
  expect(contentOf(vendor, 'clip.3.mp4')).toEqual(kept)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, downloads: before + (isClone ? 1 : 0) })
  expect(readFileSync(join(vendor.path, 'shotlist.lock.yaml'), 'utf8')).toBe(lock)
  expect((await vendor.shotlist('gc', '--dry-run')).stdout).not.toMatch(/artifact/)
})

test('a partial download of one file is kept, and continued by the next run', async () => {
  const vendor = await open(
    [CLIP],
    [
      { on: 'download', kind: 'truncated-download', nth: 2 },
      { on: 'download', kind: 'expired-download', nth: [3, 4, 5, 6, 7, 8] },
    ],
  )
  expect((await vendor.run()).code).toBe(1)
  const part = filesOf(vendor, 'renders/.part').find((name) => name.endsWith('.part'))
  expect(part).toMatch(/^[0-9a-f]{24}\.2\.part$/)
  expect(JSON.parse((await vendor.shotlist('gc', '--json')).stdout)).toMatchObject({ files: [] })
  expect(filesOf(vendor, 'renders/.part')).toContain(part)
  expect((await vendor.run()).code).toBe(0)
  expect(filesOf(vendor)).toEqual(FILES)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, mistakeList: [] })
})

test('machines that share a store share all files', async () => {
  const s3 = await serveS3()
  onTestFinished(() => s3.stop())
  const artifacts = `artifacts: { s3: { bucket: ${BUCKET}, prefix: several, endpoint: "${s3.url}" } }\n`
  const vendor = await openVendor(SEVERAL, { manifest: `${manifest(CLIP)}${artifacts}` })
  const run = (env: Readonly<Record<string, string>>) =>
    shotlistInProcess(['run', '--yes', '--allow-host', `s3=${new URL(s3.url).host}`], { cwd: vendor.path, env })
  expect(await run({ ...vendor.env, ...s3.env })).toMatchObject({ code: 0 })
  const kept = FILES.map((name) => contentOf(vendor, name))
  for (const name of ['.shotlist', 'renders', 'shotlist.lock.yaml']) rmSync(join(vendor.path, name), { recursive: true })
  const restored = await run(s3.env)
  expect(restored, restored.stderr).toMatchObject({ code: 0 })
  expect(FILES.map((name) => contentOf(vendor, name))).toEqual(kept)
  expect(lockOf(vendor).others).toHaveLength(3)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, downloads: 4 })
})

test('a clone that has all files, and no state, is up to date', async () => {
  const vendor = await open()
  await vendor.run()
  rmSync(join(vendor.path, '.shotlist'), { recursive: true })
  const lock = readFileSync(join(vendor.path, 'shotlist.lock.yaml'), 'utf8')
  const { code, events } = await vendor.run()
  expect({ code, counts: events.at(-1)?.['counts'] }).toMatchObject({ code: 0, counts: { cached: 1 } })
  writeFileSync(join(vendor.path, 'renders', 'clip.3.mp4'), 'edited')
  expect((await vendor.run()).code).toBe(1)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, downloads: 4 })
  expect(readFileSync(join(vendor.path, 'shotlist.lock.yaml'), 'utf8')).toBe(lock)
})

test('`call` writes every file beside its output', async () => {
  const vendor = await open()
  const fields = ['--spec', 'vendor.openapi.yaml', '--prompt', 'a fox', '--count', '2', '--output', 'out/fox.mp4']
  const { code, stdout, stderr } = await vendor.shotlist('call', 'vendor/text-to-video', ...fields, '--json')
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  const { file, others } = JSON.parse(stdout) as { file: string; others: readonly { file: string }[] }
  expect([file, ...others.map((other) => other.file)]).toEqual(['out/fox.1.mp4', 'out/fox.2.mp4', 'out/fox.poster.png'])
  expect(filesOf(vendor, 'out')).toEqual(['fox.1.mp4', 'fox.2.mp4', 'fox.poster.png'])
})

test('all files move with the name of the output', async () => {
  const vendor = await open()
  await vendor.run()
  const kept = contentOf(vendor, 'clip.2.mp4')
  writeFileSync(join(vendor.path, 'shotlist.yaml'), manifest(CLIP.replace(' }', ' }, output: shots/fox.mp4').replace('} }', '}')))
  const moved = await vendor.shotlist('run', '--yes')
  expect(moved, moved.stderr).toMatchObject({ code: 0 })
  expect(filesOf(vendor, 'renders/shots')).toEqual(FILES.map((name) => name.replace('clip', 'fox')))
  expect(contentOf(vendor, 'shots/fox.2.mp4')).toEqual(kept)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1 })
})

test('a list with one file has the name of the output', async () => {
  const vendor = await open(['clip: { uses: text-to-video, with: { prompt: a lighthouse, count: 1 } }'])
  expect((await vendor.run()).code).toBe(0)
  expect(filesOf(vendor)).toEqual(['clip.mp4', 'clip.poster.png'])
})

test('without a number in the request, the emulator gives as many as the example', async () => {
  const vendor = await open(['clip: { uses: text-to-video, with: { prompt: a lighthouse } }'])
  expect((await vendor.run()).code).toBe(0)
  expect(filesOf(vendor)).toEqual(['clip.1.mp4', 'clip.2.mp4', 'clip.poster.png'])
})

test('other jobs use an item of a list, or the whole list', async () => {
  const next = `next: { uses: text-to-video, with: { prompt: next, count: 1, first: "\${{ jobs.clip.outputs.video_ids[1] }}", clips: "\${{ jobs.clip.outputs.video_ids }}" } }`
  const vendor = await open([CLIP, next])
  const ran = await vendor.run()
  expect(ran.code).toBe(0)
  const { outputs } = lockOf(vendor) as { outputs: { video_ids: readonly string[] } }
  const lock = lockOf(vendor, 'next') as Facts & { request: object }
  expect(lock.request).toMatchObject({ first: outputs.video_ids[1], clips: outputs.video_ids })
  expect((await vendor.run()).events.filter(({ event }) => event === 'job.cached')).toHaveLength(2)
})

test.each([
  ['first: "${{ jobs.clip.outputs.video_ids }}"', '`video_ids` is a list, which first does not take here'],
  ['first: "id ${{ jobs.clip.outputs.video_ids }}"', '`video_ids` is a list, which cannot be part of a text'],
  ['clips: ["${{ jobs.clip.outputs.videos }}"]', '`videos` is a list, which clips does not take here'],
  ['first: "${{ jobs.clip.outputs.video_ids.last }}"', '`video_ids` of `clip` is a list, and its items have numbers'],
  ['first: "${{ jobs.clip.outputs.poster[0] }}"', '`poster` of `clip` has no parts: it is one value'],
])('a wrong use of a list is reported: %s', async (field, message) => {
  const vendor = await open([CLIP, `next: { uses: text-to-video, with: { prompt: next, ${field} } }`])
  const { code, stdout, stderr } = await vendor.shotlist('validate')
  expect({ code, said: stdout + stderr }).toEqual({ code: 2, said: expect.stringContaining(message) })
})

test('an item that the finished task does not have fails only the job that uses it', async () => {
  const vendor = await open([
    CLIP,
    `next: { uses: text-to-video, with: { prompt: next, first: "\${{ jobs.clip.outputs.video_ids[7] }}" } }`,
  ])
  const { code, events } = await vendor.run()
  expect({ code, failed: events.filter(({ event }) => event === 'job.failed').map(({ job }) => job) }).toEqual({
    code: 1,
    failed: ['next'],
  })
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1 })
})

test.each(['clip.2.mp4', 'clip.poster.png'])('before anything is paid: a foreign file, or another output, at %s', async (name) => {
  const taken = await open([CLIP, `other: { uses: text-to-video, with: { prompt: other }, output: ${name.toUpperCase()} }`])
  const { code, stdout, stderr } = await taken.shotlist('validate')
  expect({ code, said: stdout + stderr }).toEqual({
    code: 2,
    said: expect.stringContaining('may also be the name of a further file of clip'),
  })
  const vendor = await open()
  mkdirSync(join(vendor.path, 'renders'), { recursive: true })
  writeFileSync(join(vendor.path, 'renders', name), 'mine')
  expect((await vendor.run()).code).toBe(1)
  expect(contentOf(vendor, name).toString()).toBe('mine')
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 0 })
})

test('clients of a whole document and of one operation give lists, and exact ids', async () => {
  const { emulator } = await open()
  const options = { apiKey: 'a-key-4711', baseUrl: emulator.url }
  const input = { prompt: 'a fox', count: 2 }
  const { outputs } = await createProviderClient(emulator.model.table, options).start('text-to-video', input)
  const small = (await generateClient('contactsheet', 'vendor')).small(options)
  expect(await small.textToVideo(input)).toMatchObject({ outputs: { videos: [expect.any(String), expect.any(String)] } })
  expect(outputs).toMatchObject({ videos: [expect.stringMatching(/^http/), expect.stringMatching(/^http/)], poster: expect.any(String) })
  const [first, second] = outputs['video_ids'] as readonly string[]
  expect([first, second, first === second]).toEqual([expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/), false])
})

test.each([
  [
    'outputs',
    { videos: { from: '$response.body#/videos/-/url', type: 'video' }, word: { from: '$response.body#/why', type: 'text', keep: true } },
    'only a file is kept',
  ],
  [
    'outputs',
    { video: { from: '$response.body#/url', type: 'video' }, '4k': { from: '$response.body#/url', type: 'video', keep: true } },
    '"4k" becomes part of a file\'s name',
  ],
  ['outputs', { video: { from: '$response.body#/videos/-/adress/url', type: 'video' } }, 'never has /videos/-/adress'],
  ['failure', { message: '$response.body#/videos/-/url' }, 'an answer is read at one place'],
])('a mistake of the document is reported with its place (%s)', async (key, value, message) => {
  const { render } = SEVERAL['x-tasks'] as { render: object }
  await expect(openVendor({ ...SEVERAL, 'x-tasks': { render: { ...render, [key]: value } } })).rejects.toThrow(message)
})
