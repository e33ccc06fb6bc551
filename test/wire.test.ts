import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { shotlistInProcess } from './harness/in-process.ts'
import { eventsOf, folderOf, ROOT } from './harness/shotlist.ts'
import { serveAcedata } from './wire/acedata.ts'
import { FETCH_SHAPES, serveAi302 } from './wire/ai302.ts'
import { servePixverse } from './wire/pixverse.ts'

// The servers here are written from the providers' documentation alone, and share nothing with our documents or emulator.

const clip = await readFile(join(ROOT, 'test/fixtures/clip.mp4'))
const picture = await readFile(join(ROOT, 'examples/assets/cup.png'))

const CLEANUPS: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of CLEANUPS.splice(0)) await cleanup()
})

async function folder(files: Record<string, string | Buffer>) {
  const made = await folderOf(files)
  CLEANUPS.push(made.remove)
  return made.path
}

function doneFiles(stdout: string) {
  return eventsOf(stdout)
    .filter((event) => event['event'] === 'job.done')
    .map((event) => event['file'])
}

describe('a run against a server written from the documentation alone', () => {
  test('PixVerse: text to video, upload and image to video, extend', async () => {
    const server = await servePixverse(clip)
    CLEANUPS.push(server.close)
    const cwd = await folder({
      'assets/cup.png': picture,
      'shotlist.yaml': `
version: 1
defaults: { provider: pixverse, with: { model: v5, quality: 540p, duration: 5 } }
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier, aspect_ratio: "16:9" }, output: hero.mp4 }
  cup: { uses: image-to-video, with: { img_id: { file: assets/cup.png }, prompt: steam }, output: cup.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
`,
    })
    const run = await shotlistInProcess(['run', '--yes', '--json', '--poll', '50ms'], {
      cwd,
      env: { PIXVERSE_API_KEY: server.key, PIXVERSE_BASE_URL: server.url },
    })
    expect(server.mistakes).toEqual([])
    expect(run.code, run.stderr).toBe(0)
    expect(doneFiles(run.stdout).toSorted()).toEqual(['renders/cup.mp4', 'renders/hero.mp4', 'renders/longer.mp4'])
    expect(await readFile(join(cwd, 'renders/longer.mp4'))).toEqual(clip)
    expect(server.submitted.size).toBe(3)
    expect(run.stdout + run.stderr).not.toContain(server.key)
  })

  test('Ace Data Cloud: text to video and extend', async () => {
    const server = await serveAcedata(clip)
    CLEANUPS.push(server.close)
    const cwd = await folder({
      'shotlist.yaml': `
version: 1
defaults: { provider: acedata, with: { model: v4.5, quality: 540p, duration: 5 } }
jobs:
  fox: { uses: text-to-video, with: { prompt: a fox in the snow } }
  longer: { uses: extend, with: { video_id: "\${{ jobs.fox.outputs.video_id }}", prompt: it runs off } }
`,
    })
    const run = await shotlistInProcess(['run', '--yes', '--json', '--poll', '50ms'], {
      cwd,
      env: { ACEDATACLOUD_API_TOKEN: server.key, ACEDATA_BASE_URL: server.url },
    })
    expect(server.mistakes).toEqual([])
    expect(run.code, run.stderr).toBe(0)
    expect(await readFile(join(cwd, 'renders/longer.mp4'))).toEqual(clip)
    expect(server.submitted.size).toBe(2)
  })

  test.each(FETCH_SHAPES)('302.AI, by the shape of its responses: %s', async (shape) => {
    const server = await serveAi302(clip, shape)
    CLEANUPS.push(server.close)
    const cwd = await folder({
      'shotlist.yaml': `
version: 1
jobs:
  city: { uses: 302ai/text-to-video, with: { model: v4.5, prompt: a city waking up, quality: 540p, duration: 5, ratio: "16:9" } }
`,
    })
    const run = await shotlistInProcess(['run', '--yes', '--json', '--poll', '50ms'], {
      cwd,
      env: { AI302_API_KEY: server.key, AI302_BASE_URL: server.url },
    })
    expect(server.mistakes).toEqual([])
    expect(run.code, run.stderr).toBe(0)
    expect(await readFile(join(cwd, 'renders/city.mp4'))).toEqual(clip)
    expect(server.submitted.size).toBe(1)
  })

  test('a wrong key ends the run with exit status 5, and is never shown', async () => {
    const server = await servePixverse(clip)
    CLEANUPS.push(server.close)
    const cwd = await folder({
      'shotlist.yaml': `
version: 1
jobs:
  hero: { uses: pixverse/text-to-video, with: { model: v5, prompt: a glacier, quality: 540p, duration: 5, aspect_ratio: "16:9" } }
`,
    })
    const run = await shotlistInProcess(['run', '--yes', '--json', '--poll', '50ms'], {
      cwd,
      env: { PIXVERSE_API_KEY: 'not-the-right-key-0451', PIXVERSE_BASE_URL: server.url },
    })
    expect(run.code).toBe(5)
    expect(server.submitted.size).toBe(0)
    expect(run.stdout + run.stderr).not.toContain('not-the-right-key-0451')
  })
})
