import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, folderOf } from '../harness/shotlist.ts'
import { heldTimer } from '../harness/stopped-time.ts'

/** The time limit for inspecting one file. */
const LIMIT_MS = 45_000

const FIELDS = 'model: v5, duration: 5, quality: 360p, aspect_ratio: "16:9"'

function job(prompt: string) {
  return `{ uses: pixverse/text-to-video, with: { prompt: ${prompt}, ${FIELDS} } }`
}

/** A clip whose table of composition offsets claims four billion entries, which takes hours to read. */
async function endless(): Promise<Buffer> {
  const clip = await readFile(new URL('../fixtures/clip.mp4', import.meta.url))
  clip.writeUInt32BE(0xff_ff_ff_ff, clip.indexOf('ctts') + 12)
  return clip
}

test('a clip that takes hours to read stops only its own job, is paid once, and is kept', async ({ onTestFinished }) => {
  const bad = await endless()
  const media = {
    ...tinyMedia,
    clip: (spec: Parameters<typeof tinyMedia.clip>[0]) => (spec.prompt === 'bad' ? Promise.resolve(bad) : tinyMedia.clip(spec)),
  }
  const emulator = await startProvider('pixverse', { media })
  const manifest = (jobs: string) => `version: 1\njobs:\n  good: ${job('good')}\n${jobs}`
  const folder = await folderOf({ 'shotlist.yaml': manifest('') })
  onTestFinished(async () => {
    await emulator.close()
    await folder.remove()
  })
  const env = { PIXVERSE_API_KEY: 'a-key', PIXVERSE_BASE_URL: emulator.url }
  const run = () => shotlistInProcess(['run', '--yes', '--json', '--poll', '50ms'], { cwd: folder.path, env })
  expect((await run()).code).toBe(0)
  await writeFile(join(folder.path, 'shotlist.yaml'), manifest(`  bad: ${job('bad')}\n`))
  const bound = heldTimer(LIMIT_MS)
  for (let nth = 0; nth < 2; nth += 1) {
    let hasEnded = false
    const running = run().finally(() => (hasEnded = true))
    await vi.waitUntil(() => hasEnded || hasRunOut(bound), { timeout: 300_000 })
    const { code, stdout } = await running
    expect(code).toBe(1)
    const failed = eventsOf(stdout).filter(({ event }) => event === 'job.failed')
    const message = expect.stringContaining('could not be inspected: it takes more than 45 s')
    expect(failed).toMatchObject([{ job: 'bad', message, resumable: true }])
    expect((await readdir(join(folder.path, 'renders'))).toSorted()).toEqual(['.part', 'good.mp4'])
    expect(emulator.ledger().money.charges).toBe(2)
  }
})

test('an input that takes hours to read is refused before anything is sent', async ({ onTestFinished }) => {
  const folder = await folderOf({
    'bad.mp4': await endless(),
    'shotlist.yaml':
      'version: 1\njobs: { clip: { uses: pixverse/upscale, with: { video_media_id: { file: bad.mp4 }, quality: 1080p } } }\n',
  })
  onTestFinished(() => folder.remove())
  const bound = heldTimer(LIMIT_MS)
  let hasEnded = false
  const running = shotlistInProcess(['validate'], { cwd: folder.path }).finally(() => (hasEnded = true))
  await vi.waitUntil(() => hasEnded || hasRunOut(bound), { timeout: 300_000 })
  const { code, stderr } = await running
  expect(stderr).toContain('bad.mp4 could not be inspected: it takes more than 45 s')
  expect(code).toBe(2)
})

function hasRunOut(bound: { runOut(): void }): boolean {
  try {
    bound.runOut()
    return true
  } catch {
    return false
  }
}
