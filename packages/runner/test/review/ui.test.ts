import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run as runVerbOf } from '../../src/cli/verbs/render/run/run.ts'
import { ui } from '../../src/cli/verbs/results/ui/ui.ts'
import { readLockfile } from '../../src/store/lockfile-io.ts'
import { project } from '../harness/project.ts'
import { CLIP } from '../harness/tiny-server.ts'
import { askPage, pick, reportWhen, startPage, statusWith } from './live-page.ts'

const TAKES = `
jobs:
  hero: { uses: text-to-video, takes: 2, with: { prompt: a glacier }, output: "hero \${{ take }}.mp4" }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
`

test('serves the page, the report and the clips, and ranges of clips', async () => {
  const { path, run } = await project({ manifest: TAKES })
  await run()
  const { url, stop, ended } = await startPage(ui, { cwd: path })
  expect(await (await askPage(url)).text()).toContain('<script src="report.js">')
  const report = await reportWhen(url, () => true)
  const { src = '' } = report.clips[0]?.file ?? {}
  expect(src).toMatch(/^clips\/hero%201\.mp4\?v=[0-9a-f]{8}$/)
  const whole = await askPage(url + src)
  expect(whole.headers.get('content-type')).toBe('video/mp4')
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(CLIP)
  const part = await askPage(url + src, { headers: { range: 'bytes=10-19' } })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${CLIP.length}`])
  expect(Buffer.from(await part.arrayBuffer())).toEqual(CLIP.subarray(10, 20))
  const tail = await askPage(url + src, { headers: { range: 'bytes=-5' } })
  expect(Buffer.from(await tail.arrayBuffer())).toEqual(CLIP.subarray(-5))
  expect((await askPage(url + src, { headers: { range: `bytes=${CLIP.length}-` } })).status).toBe(416)
  stop()
  expect(await ended).toBe(0)
})

test('reports a port that is in use; without --port, uses any free one', async () => {
  const { path } = await project({ manifest: TAKES })
  const first = await startPage(ui, { cwd: path })
  const second = await startPage(ui, { cwd: path })
  expect(second.url).not.toBe(first.url)
  const port = Number(new URL(first.url).port)
  await expect(startPage(ui, { cwd: path, options: { port } })).rejects.toThrow('the port is in use')
})

test('serves no other files, and no other sites', async () => {
  const { path, run, write } = await project({ manifest: TAKES })
  await run()
  await write('renders/private.txt', 'mine')
  const { url } = await startPage(ui, { cwd: path })
  for (const wanted of ['clips/private.txt', 'clips/../../shotlist.yaml', 'clips/%2e%2e/shotlist.yaml', '../shotlist.yaml', 'nothing']) {
    expect({ wanted, status: (await askPage(url + wanted)).status }).toEqual({ wanted, status: 404 })
  }
  // Other sites do not know the token in the address, and the script holds no data.
  const { origin } = new URL(url)
  for (const wanted of ['/', '/report.js', '/events', '/picks', '//', '/%', `/${'x'.repeat(22)}/report.js`, '//evil.example/report.js']) {
    expect({ wanted, status: (await fetch(origin + wanted)).status }).toEqual({ wanted, status: 404 })
  }
  const script = await fetch(`${url}report.js`)
  expect({ text: await script.text(), policy: script.headers.get('cross-origin-resource-policy') }).toEqual({
    text: '',
    policy: 'same-origin',
  })
  expect(await statusWith(url, { host: 'evil.example:80' })).toBe(403)
  expect(await statusWith(url, { origin: 'http://evil.example' })).toBe(403)
  expect((await askPage(`${url}picks`, { method: 'POST', body: '{"group":"hero","take":"hero#1"}' })).status).toBe(400)
  expect((await pick(url, { group: 'hero', take: 'hero#9' })).status).toBe(404)
  expect((await askPage(url, { method: 'DELETE' })).status).toBe(405)
})

test('saves a pick in the lockfile, and the next run uses it', async () => {
  const { path, run } = await project({ manifest: TAKES })
  expect((await run()).summary.outcome).toBe('decision')
  const { url } = await startPage(ui, { cwd: path })
  const waiting = await reportWhen(url, () => true)
  expect(waiting.clips.find(({ id }) => id === 'longer')).toMatchObject({ state: 'waiting', problem: { awaits: 'hero' } })
  expect((await pick(url, { group: 'hero', take: 'hero#2' })).status).toBe(204)
  expect(readLockfile(join(path, 'shotlist.lock.yaml')).picks).toMatchObject({ hero: { take: 'hero#2' } })
  expect((await reportWhen(url, ({ picks }) => picks['hero'] !== undefined)).picks).toEqual({ hero: 'hero#2' })
  expect((await pick(url, { group: 'hero', take: null })).status).toBe(204)
  expect(readLockfile(join(path, 'shotlist.lock.yaml')).picks).toEqual({})
  const stale = await pick(url, { group: 'hero', take: 'hero#2', render: 'of-yesterday' })
  expect([stale.status, await stale.text()]).toEqual([409, 'hero#2 was rendered again meanwhile: look at it before you pick it'])
  const { taskId: render } = waiting.clips.find(({ id }) => id === 'hero#2') ?? {}
  expect((await pick(url, { group: 'hero', take: 'hero#2', render })).status).toBe(204)
  // The page also follows a run in another process.
  const seen = reportWhen(url, ({ condition }) => condition === 'done')
  expect((await run()).summary.outcome).toBe('done')
  expect((await seen).clips.find(({ id }) => id === 'longer')?.state).toBe('done')
})

test('shows a manifest again after it was changed', async () => {
  const { path, run, manifest } = await project({ manifest: TAKES })
  await run()
  const { url } = await startPage(ui, { cwd: path })
  await reportWhen(url, ({ clips }) => clips.length === 3)
  await manifest('jobs: [no, manifest]\n')
  await manifest(`${TAKES}  another: { uses: text-to-video, with: { prompt: a fox }, output: fox.mp4 }\n`)
  const report = await reportWhen(url, ({ clips }) => clips.length === 4)
  expect(report.clips.at(-1)).toMatchObject({ id: 'another', state: 'planned' })
})

test('with run --ui, jobs wait for the pick and continue in the same run', async () => {
  const { path, env, server } = await project({ manifest: TAKES })
  const { url, stop, ended } = await startPage(runVerbOf, { cwd: path, env, options: { ui: true, yes: true }, ask: async () => true })
  const waiting = await reportWhen(url, ({ clips }) => clips.some(({ problem }) => problem?.awaits === 'hero'))
  expect(waiting.condition).toBe('running')
  expect((await pick(url, { group: 'hero', take: 'hero#2' })).status).toBe(204)
  const done = await reportWhen(url, ({ condition }) => condition === 'done')
  expect(done.clips.find(({ id }) => id === 'longer')?.state).toBe('done')
  expect(server.submissions).toHaveLength(3)
  stop()
  expect(await ended).toBe(0)
  expect(readLockfile(join(path, 'shotlist.lock.yaml')).picks).toMatchObject({ hero: { take: 'hero#2' } })
  expect(await readFile(join(path, 'renders/longer.mp4'))).toEqual(CLIP)
})

test('Ctrl-C ends the wait for a pick, and nothing is lost', async () => {
  const { path, env } = await project({ manifest: TAKES })
  const { url, stop, ended } = await startPage(runVerbOf, { cwd: path, env, options: { ui: true, yes: true }, ask: async () => true })
  await reportWhen(url, ({ clips }) => clips.filter(({ group, state }) => group === 'hero' && state === 'done').length === 2)
  stop()
  expect(await ended).toBe(130)
})

test('without a terminal the page closes with the run, and the next run waits for the pick', async () => {
  const { path, env } = await project({ manifest: TAKES })
  const { ended } = await startPage(runVerbOf, { cwd: path, env, options: { ui: true, yes: true } })
  expect(await ended).toBe(4)
})
