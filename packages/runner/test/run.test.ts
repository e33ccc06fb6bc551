import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../src/run/run-event.ts'
import { project, storyOf } from './harness/project.ts'
import { standingClock } from './harness/standing-clock.ts'
import { CLIP } from './harness/tiny-server.ts'

const CHAIN = `
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: long/longer.mp4 }
  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: steam }, output: cup.mp4 }
`

describe('a run', () => {
  test('renders, passes ids on exactly, and writes the files', async () => {
    const { run, server, read } = await project({ manifest: CHAIN })
    const result = await run()
    expect(result.summary).toMatchObject({ outcome: 'done', counts: { done: 3, failed: 0 }, credits: 25, usd: 0.25 })
    expect(await read('renders/long/longer.mp4')).toEqual(CLIP)
    expect(storyOf(result, 'longer')).toEqual(['job.submitted', 'job.state', 'job.state', 'job.done'])
    const extension = [...server.tasks.values()].find(({ path }) => path === '/extensions')
    expect(server.submissions).toHaveLength(3)
    const uploading = result.events.filter((event) => event.event === 'job.state' && event.state === 'uploading')
    expect(uploading).toMatchObject([{ job: 'cup' }])
    expect(extension?.reads).toBeGreaterThan(1)
    const done = result.events.find((event) => event.event === 'job.done')
    expect(done).toMatchObject({ bytes: CLIP.length, width: 64, height: 36, credits: 10 })
    const lock = String(await read('shotlist.lock.yaml'))
    expect(lock).toContain('video_id: "9007199254740993"')
    expect(lock).not.toContain('signature')
  })

  test('again sends nothing and changes no file', async () => {
    const { run, server, path } = await project({ manifest: CHAIN })
    await run()
    const requests = server.requests.length
    const names = ['renders/hero.mp4', 'renders/cup.mp4', 'shotlist.lock.yaml']
    const before = await Promise.all(names.map((name) => stat(join(path, name))))
    const second = await run()
    expect(second.summary).toMatchObject({ outcome: 'done', counts: { cached: 3, done: 0 }, credits: 0 })
    expect(server.requests).toHaveLength(requests)
    const after = await Promise.all(names.map((name) => stat(join(path, name))))
    expect(after.map(({ mtimeMs }) => mtimeMs)).toEqual(before.map(({ mtimeMs }) => mtimeMs))
  })
})

test('a submission in flight at the end of a run counts once for the budget', async () => {
  const { run, server } = await project({
    manifest: 'budget: { credits: 10 }\njobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier } }\n',
    onSubmit: (_, nth) => (nth < 4 ? 'drop-before' : 'ok'),
  })
  const first = await run()
  expect(first.summary.outcome).toBe('failed')
  expect(first.events.find((event) => event.event === 'job.failed')).toMatchObject({ class: 'network', resumable: true })
  expect((await run()).summary.outcome).toBe('done')
  expect(server.tasks.size).toBe(1)
})

test('a job that is stopped before it is sent spends nothing', async () => {
  const made = await project({ manifest: '' })
  await made.write(
    'shotlist.yaml',
    `version: 1
providers: { tiny: { spec: ./tiny.openapi.yaml, rate: 1/min } }
defaults: { provider: tiny }
jobs:
  first: { uses: text-to-video, with: { prompt: a glacier } }
  second: { uses: text-to-video, with: { prompt: a volcano } }
`,
  )
  const stop = new AbortController()
  // The other job has its slot and its reservation by then, and waits for the next minute, which never comes on this clock.
  const onEvent = ({ event }: RunEvent) => event === 'job.submitted' && stop.abort()
  const { summary } = await made.run({ signal: stop.signal, onEvent, clock: standingClock() })
  expect(summary).toMatchObject({ outcome: 'interrupted', counts: { waiting: 2 }, credits: 10, usd: 0.1 })
  expect(made.server.submissions).toHaveLength(1)
})
