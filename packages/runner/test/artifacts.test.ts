import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openArtifacts } from '../src/files/artifacts/artifact-store.ts'
import { stateFolder } from '../src/store/state-folder.ts'
import { type Project, project } from './harness/project.ts'
import { CLIP } from './harness/tiny-server.ts'

const CHAIN = `
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
`

function stored({ path }: Project): string {
  return stateFolder(path).artifacts
}

/** Runs like `shotlist run`, with the artifact store beside the journal. */
function run(made: Project) {
  return made.run({ artifacts: openArtifacts(stored(made)) })
}

/** Runs, and fails if it connects to a provider. */
function runAlone(made: Project) {
  return made.run({
    artifacts: openArtifacts(stored(made)),
    connect: () => {
      throw new Error('nothing is to be asked of a provider')
    },
  })
}

describe('a missing output', () => {
  test('is restored from the artifact store, without an API key and without a request', async () => {
    const made = await project({ manifest: CHAIN })
    await run(made)
    const requests = made.server.requests.length
    await rm(join(made.path, 'renders/hero.mp4'))
    const { summary, events } = await runAlone(made)
    expect(summary).toMatchObject({ outcome: 'done', counts: { done: 1, cached: 1 }, credits: 0 })
    expect(events.find((event) => event.event === 'job.done')).toMatchObject({
      job: 'hero',
      file: 'renders/hero.mp4',
      credits: 0,
      cause: 'output missing',
    })
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    expect(made.server.requests).toHaveLength(requests)
    expect((await runAlone(made)).summary.counts).toMatchObject({ cached: 2 })
  })

  test('is restored if the whole output folder is missing', async () => {
    const made = await project({ manifest: CHAIN })
    await run(made)
    await rm(join(made.path, 'renders'), { recursive: true })
    expect((await runAlone(made)).summary).toMatchObject({ outcome: 'done', counts: { done: 2 } })
    expect(await readdir(join(made.path, 'renders'))).toEqual(expect.arrayContaining(['hero.mp4', 'longer.mp4']))
  })

  test('is downloaded from the provider if the artifact does not match its name', async () => {
    const made = await project({ manifest: CHAIN })
    await run(made)
    const [artifact = ''] = await readdir(stored(made))
    await chmod(join(stored(made), artifact), 0o644)
    await writeFile(join(stored(made), artifact), 'not a clip')
    await rm(join(made.path, 'renders/hero.mp4'))
    expect((await run(made)).summary).toMatchObject({ outcome: 'done', counts: { done: 1 }, credits: 0 })
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    expect(await readFile(join(stored(made), artifact))).toEqual(CLIP)
    expect(made.server.submissions).toHaveLength(2)
  })
})

test('an artifact is a copy, so an edit of the output does not change it', async () => {
  const made = await project({ manifest: CHAIN })
  await run(made)
  await writeFile(join(made.path, 'renders/hero.mp4'), 'edited in place')
  const [artifact = ''] = await readdir(stored(made))
  expect(await readFile(join(stored(made), artifact))).toEqual(CLIP)
  expect((await stat(join(stored(made), artifact))).mode & 0o222).toBe(0)
  expect((await stat(join(made.path, 'renders/hero.mp4'))).mode & 0o200).toBe(0o200)
})

function named(job: string, output: string) {
  return `jobs:\n  ${job}: { uses: text-to-video, with: { prompt: x, seed: 1 }, output: ${output} }\n`
}

describe('a job', () => {
  test('that is changed and changed back gets its old clip from the store', async () => {
    const made = await project({ manifest: CHAIN })
    await run(made)
    await made.manifest(CHAIN.replace('a glacier', 'a volcano'))
    expect((await run(made)).summary).toMatchObject({ counts: { done: 2 } })
    await made.manifest(CHAIN)
    await rm(join(made.path, 'renders'), { recursive: true })
    const { summary } = await runAlone(made)
    expect(summary).toMatchObject({ outcome: 'done', counts: { done: 2 }, credits: 0 })
    expect(made.server.submissions).toHaveLength(4)
  })

  test('that gets another name or another output is not rendered again', async () => {
    const made = await project({ manifest: named('hero', 'a.mp4') })
    await run(made)
    await made.manifest(named('hero', 'b.mp4'))
    expect((await runAlone(made)).summary).toMatchObject({ counts: { done: 1 }, credits: 0 })
    await made.manifest(named('star', 'c.mp4'))
    expect((await runAlone(made)).summary).toMatchObject({ counts: { done: 1 }, credits: 0 })
    expect(await made.read('renders/c.mp4')).toEqual(CLIP)
    expect(String(await made.read('shotlist.lock.yaml'))).toContain('output: c.mp4')
    expect(made.server.submissions).toHaveLength(1)
  })

  test('that a colleague rendered is known from the lockfile that came with the change', async () => {
    const made = await project({ manifest: CHAIN })
    await run(made)
    const mine = await made.read('shotlist.lock.yaml')
    const state = join(made.path, '.shotlist')
    await rename(state, join(made.path, 'aside'))
    await made.manifest(CHAIN.replace('a glacier', 'a volcano'))
    await run(made)
    const theirs = await made.read('shotlist.lock.yaml')
    expect(theirs).not.toEqual(mine)
    // The first machine, which knows only its own clips, pulls the change.
    await rm(state, { recursive: true })
    await rename(join(made.path, 'aside'), state)
    expect((await run(made)).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.submissions).toHaveLength(4)
    expect(await made.read('shotlist.lock.yaml')).toEqual(theirs)
  })

  test('of another manifest in the same folder is another job', async () => {
    const made = await project({ manifest: CHAIN })
    await run(made)
    await mkdir(join(made.path, 'elsewhere'))
    const second = String(await made.read('shotlist.yaml'))
      .replace('a glacier', 'a desert')
      .replace('jobs:', 'output_dir: winter\njobs:')
    await made.write('winter.yaml', second)
    const { summary } = await made.run({ artifacts: openArtifacts(stored(made)) }, 'winter.yaml')
    expect(summary).toMatchObject({ outcome: 'done', counts: { done: 2 } })
    expect((await runAlone(made)).summary.counts).toMatchObject({ cached: 2 })
  })
})
