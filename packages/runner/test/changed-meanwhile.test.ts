import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openArtifacts } from '../src/files/artifacts/artifact-store.ts'
import type { RunEvent } from '../src/run/run-event.ts'
import { stateFolder } from '../src/store/state-folder.ts'
import { project } from './harness/project.ts'
import { CLIP } from './harness/tiny-server.ts'

const CUP = 'jobs:\n  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: steam }, output: cup.mp4 }\n'
const HERO = 'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }\n'

/** Calls `work` on an event or state of this name. */
function when(name: string, work: () => void) {
  return (event: RunEvent) => {
    if (event.event === name || ('state' in event && event.state === name)) work()
  }
}

test('an input that changes during the run is not sent in place of the old one', async () => {
  const { run, server, path, read } = await project({ manifest: CUP })
  const first = await read('pixel.png')
  const second = Buffer.concat([first, Buffer.from('more')])
  const events: RunEvent[] = []
  const change = when('run.started', () => writeFileSync(join(path, 'pixel.png'), second))
  const { summary } = await run({ onEvent: (event) => (events.push(event), change(event)) })
  expect(summary.outcome).toBe('failed')
  expect(events.find((event) => event.event === 'job.failed')).toMatchObject({
    class: 'file',
    message: 'cannot read pixel.png: it has changed since the run began; run again',
  })
  expect(server.uploads).toBe(0)
  expect((await run()).summary.outcome).toBe('done')
  writeFileSync(join(path, 'pixel.png'), first)
  expect((await run()).summary.outcome).toBe('done')
  // Each content has its own id.
  expect(new Set(server.submissions.map(({ body }) => body['image_id'])).size).toBe(2)
})

test.each([
  ['without an earlier file', false],
  ['in place of an older clip', true],
])('a file that appears at the output path during the run is not replaced, %s', async (_, isRendered) => {
  const { run, server, path, read, manifest } = await project({ manifest: HERO })
  if (isRendered) await run()
  if (isRendered) await manifest(HERO.replace('glacier', 'volcano'))
  const events: RunEvent[] = []
  const put = when('downloading', () => writeFileSync(join(path, 'renders/hero.mp4'), 'graded by hand'))
  await run({ onEvent: (event) => (events.push(event), put(event)) })
  expect(events.find((event) => event.event === 'job.failed')).toMatchObject({
    class: 'file',
    resumable: true,
    code: 'foreign-files',
    hint: expect.stringContaining('--overwrite') as string,
  })
  expect(String(await read('renders/hero.mp4'))).toBe('graded by hand')
  expect((await run({ overwrite: true })).summary).toMatchObject({ outcome: 'done' })
  expect(await read('renders/hero.mp4')).toEqual(CLIP)
  expect(server.submissions).toHaveLength(isRendered ? 2 : 1)
})

test('a file that appears at the output path is not replaced by a clip from the artifact store', async () => {
  const { run, path, read } = await project({ manifest: HERO })
  const artifacts = openArtifacts(stateFolder(path).artifacts)
  await run({ artifacts })
  const target = join(path, 'renders/hero.mp4')
  rmSync(target)
  const put = when('run.started', () => writeFileSync(target, 'graded by hand'))
  expect((await run({ artifacts, onEvent: put })).summary.outcome).toBe('failed')
  expect(String(await read('renders/hero.mp4'))).toBe('graded by hand')
})

test('nothing is written through a link out of the output folder that is made during the run', async () => {
  const { run, server, path, read } = await project({ manifest: HERO.replace('hero.mp4', 'out/hero.mp4') })
  const outside = join(path, 'outside')
  mkdirSync(outside)
  const lead = when('downloading', () => {
    rmSync(join(path, 'renders/out'), { recursive: true })
    symlinkSync(outside, join(path, 'renders/out'))
  })
  const events: RunEvent[] = []
  await run({ onEvent: (event) => (events.push(event), lead(event)) })
  expect(events.find((event) => event.event === 'job.failed')).toMatchObject({ message: expect.stringContaining('leads out') as string })
  expect(readdirSync(outside)).toEqual([])
  rmSync(join(path, 'renders/out'))
  // A folder that is deleted during the run is created again.
  const lose = when('downloading', () => rmSync(join(path, 'renders/out'), { recursive: true }))
  expect((await run({ onEvent: lose })).summary.outcome).toBe('done')
  expect(await read('renders/out/hero.mp4')).toEqual(CLIP)
  expect(server.submissions).toHaveLength(1)
})
