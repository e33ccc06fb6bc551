import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '@shotlist/review'
import { expect, test } from 'vitest'
import { report as reportVerb } from '../../src/cli/verbs/results/report/report.ts'
import { project } from '../harness/project.ts'
import { CLIP, KEY } from '../harness/tiny-server.ts'
import { runVerb } from '../verbs/run-verb.ts'

const MANIFEST = `
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4, tags: [film] }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: long/longer.mp4 }
  looks:
    matrix: { look: [day, night] }
    takes: 2
    uses: text-to-video
    with: { prompt: "a harbour by \${{ matrix.look }}" }
    output: looks/\${{ matrix.look }}-\${{ take }}.mp4
  closer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: "refuse this" }, output: closer.mp4 }
`

async function reportOf(folder: string): Promise<Report> {
  const script = await readFile(join(folder, 'report.js'), 'utf8')
  return JSON.parse(script.replace(/^globalThis\.SHOTLIST_REPORT = /, '')) as Report
}

test('writes a folder with the page, the clips and their data', async () => {
  const { run, path } = await project({
    manifest: MANIFEST,
    onSubmit: (body) => (String(body['prompt']).startsWith('refuse') ? 'refused' : 'ok'),
  })
  await run()
  const { status, stdout } = await runVerb(reportVerb, { cwd: path })
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'renders/report/index.html\n' })
  const folder = join(path, 'renders/report')
  const report = await reportOf(folder)
  expect(report).toMatchObject({ version: 1, live: false, rehearsal: false, condition: 'failed', runs: [{ verb: 'run' }] })
  const byId = new Map(report.clips.map((clip) => [clip.id, clip]))
  expect([...byId.keys()]).toEqual([
    'hero',
    'longer',
    'looks[look=day]#1',
    'looks[look=day]#2',
    'looks[look=night]#1',
    'looks[look=night]#2',
    'closer',
  ])
  const hero = byId.get('hero')
  expect(hero).toMatchObject({ state: 'done', prompt: 'a glacier', tags: ['film'], spent: { amount: 10, usd: 0.1 } })
  expect(hero?.file).toMatchObject({ src: 'clips/hero.mp4', width: 64, height: 36 })
  expect(hero?.taskId).toBeDefined()
  expect(Object.values(hero?.timeline ?? {})[0]?.map(({ phase }) => phase)).toContain('rendering')
  expect(byId.get('looks[look=day]#2')).toMatchObject({ axes: { look: 'day' }, take: 2, group: 'looks[look=day]' })
  const closer = byId.get('closer')
  expect(closer).toMatchObject({ state: 'failed', problem: { commands: ['shotlist run --only closer'] } })
  expect(closer?.problem?.message).not.toBe('')
  expect(await readFile(join(folder, 'clips/long/longer.mp4'))).toEqual(await readFile(join(path, 'renders/long/longer.mp4')))
  // Changing one does not change the other.
  await writeFile(join(path, 'renders/hero.mp4'), 'worked on', { flag: 'r+' })
  expect(await readFile(join(folder, 'clips/hero.mp4'))).toEqual(CLIP)
  expect(await readFile(join(folder, 'report.js'), 'utf8')).not.toContain(KEY)
})

test('replaces an earlier report, and removes clips that no longer exist', async () => {
  const { run, path, manifest } = await project({ manifest: MANIFEST })
  await run()
  await runVerb(reportVerb, { cwd: path, options: { out: 'page' } })
  await manifest('jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }\n')
  await runVerb(reportVerb, { cwd: path, options: { out: 'page' } })
  expect((await reportOf(join(path, 'page'))).clips).toHaveLength(1)
  await expect(stat(join(path, 'page/clips/long/longer.mp4'))).rejects.toThrow('ENOENT')
  expect((await stat(join(path, 'page/clips/hero.mp4'))).size).toBeGreaterThan(0)
})

test('shows the plan before the first run', async () => {
  const { path } = await project({ manifest: MANIFEST })
  const { stdout } = await runVerb(reportVerb, { cwd: path, options: { json: true, out: 'page' } })
  expect(JSON.parse(stdout)).toEqual({ folder: 'page', page: 'page/index.html', clips: 7, files: 0 })
  const report = await reportOf(join(path, 'page'))
  expect(report.condition).toBe('none')
  expect(new Set(report.clips.map(({ state }) => state))).toEqual(new Set(['planned']))
  expect(report.clips[1]?.request).toMatchObject({ source_video_id: '${{ jobs.hero.outputs.video_id }}' })
})

test('shows the clips of the lockfile in a fresh clone', async () => {
  const { run, path } = await project({ manifest: MANIFEST })
  await run()
  await rm(join(path, '.shotlist'), { recursive: true })
  await runVerb(reportVerb, { cwd: path })
  const report = await reportOf(join(path, 'renders/report'))
  expect(report.clips.find(({ id }) => id === 'hero')).toMatchObject({ state: 'done', spent: { amount: 10 }, file: { path: 'hero.mp4' } })
})

test('does not replace a folder with other files', async () => {
  const { path } = await project({ manifest: MANIFEST })
  await mkdir(join(path, 'mine'))
  await writeFile(join(path, 'mine/index.html'), '<p>mine</p>')
  await expect(runVerb(reportVerb, { cwd: path, options: { out: 'mine' } })).rejects.toThrow(/mine holds files that are not a report/)
  expect(await readFile(join(path, 'mine/index.html'), 'utf8')).toBe('<p>mine</p>')
})

test('masks a key that a provider repeats in a message', async () => {
  const { path, env, run } = await project({
    manifest: `jobs:\n  hero: { uses: text-to-video, with: { prompt: "my key is ${KEY}" }, output: hero.mp4 }\n`,
  })
  await run()
  await runVerb(reportVerb, { cwd: path, env })
  expect(await readFile(join(path, 'renders/report/report.js'), 'utf8')).not.toContain(KEY)
})
