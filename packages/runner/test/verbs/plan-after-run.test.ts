import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plan } from '../../src/cli/verbs/begin/plan/plan.ts'
import { project } from '../harness/project.ts'
import { runVerb } from './run-verb.ts'

function jobs(prompt: string): string {
  return `
jobs:
  hero: { uses: text-to-video, with: { prompt: ${prompt} }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: steam }, output: cup.mp4 }
  takes: { takes: 2, uses: text-to-video, with: { prompt: x }, output: "takes-\${{ take }}.mp4" }
  best: { uses: extend, with: { source_video_id: "\${{ jobs.takes.outputs.video_id }}", prompt: go on }, output: best.mp4 }
`
}

test('a plan shows what a run would do with each clip and why, and writes nothing', async () => {
  const { path, run, manifest } = await project({ manifest: jobs('a glacier') })
  const future = async (): Promise<unknown> => {
    const { stdout } = await runVerb(plan, { cwd: path, options: { json: true } })
    const { jobs: clips, to_submit } = JSON.parse(stdout) as {
      jobs: readonly { id: string; action: string; cause: string }[]
      to_submit: { clips: number; credits: number }
    }
    return [to_submit.clips, to_submit.credits, ...clips.map(({ id, action, cause }) => `${id}: ${action}, ${cause}`)]
  }

  expect(await future()).toEqual([
    6,
    50,
    'hero: submit, new',
    'longer: submit, new',
    'cup: submit, new',
    'takes#1: submit, new',
    'takes#2: submit, new',
    'best: wait, a take of takes must be picked',
  ])
  expect(await readdir(path)).not.toContain('.shotlist')

  await run()
  expect(await future()).toEqual([
    1,
    5,
    'hero: cached, up to date',
    'longer: cached, up to date',
    'cup: cached, up to date',
    'takes#1: cached, up to date',
    'takes#2: cached, up to date',
    'best: wait, a take of takes must be picked',
  ])

  await manifest(jobs('a volcano'))
  await rm(join(path, 'renders/cup.mp4'))
  expect(await future()).toEqual([
    3,
    20,
    'hero: submit, prompt changed',
    'longer: submit, source hero changed',
    'cup: restore, output missing',
    'takes#1: cached, up to date',
    'takes#2: cached, up to date',
    'best: wait, a take of takes must be picked',
  ])
  const { stdout } = await runVerb(plan, { cwd: path })
  expect(stdout).toMatch(/^~ {2}hero .* {2}renders: prompt changed$/m)
  expect(stdout).toContain('3 clips to render into renders for 20 credits ($0.20); 3 others cost nothing more.')
})

test('clips that are paid for already never exceed a budget, however low it is now', async () => {
  const { path, run, manifest } = await project({ manifest: clip('budget: { credits: 10 }') })
  await run()
  await manifest(clip('budget: { credits: 5 }'))
  const { status, stdout } = await runVerb(plan, { cwd: path })
  expect(status).toBe(0)
  expect(stdout).toContain('nothing to render: 1 clip costs nothing more.')
  expect((await run()).summary.outcome).toBe('done')
  await manifest(clip('budget: { credits: 5 }', 'a volcano'))
  expect((await runVerb(plan, { cwd: path })).status).toBe(3)
})

function clip(budget: string, prompt = 'a glacier'): string {
  return `${budget}\njobs:\n  hero: { uses: text-to-video, with: { prompt: ${prompt} }, output: hero.mp4 }\n`
}
