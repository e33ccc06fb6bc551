import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@shotlist/emulator'
import { describe, expect, test } from 'vitest'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { folderOf, shotlist } from '../harness/shotlist.ts'
import { HOSTILE } from './manifests.ts'

/** Heap that reading a manifest may take, and the time, on a machine that is busy with other things too. */
const LIMITS = { NODE_OPTIONS: '--max-old-space-size=300' }
const MOST_SECONDS = 20
/** What is said about a manifest is read by people. */
const MOST_WORDS = 30_000

describe.concurrent('a hostile manifest', { timeout: 60_000 }, () => {
  test.for(HOSTILE)('$name is refused in few words, little time and little memory', async ({ text, says }, { onTestFinished }) => {
    const folder = await folderOf({ 'shotlist.yaml': text })
    onTestFinished(folder.remove)
    const started = performance.now()
    const { code, signal, stdout, stderr } = await shotlist(['validate'], { cwd: folder.path, env: LIMITS })
    expect({ code, signal }).toEqual({ code: 2, signal: null })
    const said = stdout + stderr
    expect(said).toContain(says)
    expect(said.length).toBeLessThan(MOST_WORDS)
    expect(said).not.toMatch(/\(internal\)|\n {4}at /)
    expect((performance.now() - started) / 1000).toBeLessThan(MOST_SECONDS)
    expect(await readdir(folder.path)).toEqual(['shotlist.yaml'])
  })
})

test('an output folder that is a link out of the project is not written through', async ({ onTestFinished }) => {
  const outside = await mkdtemp(join(tmpdir(), 'shotlist-outside-'))
  const emulator = await startEmulator({ document: 'pixverse', taskMs: 20, media: tinyMedia })
  const fields = 'model: v5, prompt: x, duration: 5, quality: 360p, aspect_ratio: "16:9"'
  const folder = await folderOf({
    'shotlist.yaml': `version: 1\njobs:\n  a: { output: way/out.mp4, uses: pixverse/text-to-video, with: { ${fields} } }\n`,
  })
  onTestFinished(async () => {
    await emulator.close()
    await folder.remove()
    await rm(outside, { recursive: true })
  })
  await mkdir(join(folder.path, 'renders'))
  await symlink(outside, join(folder.path, 'renders/way'))
  const env = { PIXVERSE_API_KEY: 'a-key', PIXVERSE_BASE_URL: emulator.url }
  const { code, stdout, stderr } = await shotlist(['run', '--yes', '--poll', '50ms'], { cwd: folder.path, env })
  expect(code).not.toBe(0)
  expect(stdout + stderr).toContain('link')
  expect(await readdir(outside)).toEqual([])
  // Told before anything was paid for.
  expect(emulator.ledger().money.charges).toBe(0)
})
