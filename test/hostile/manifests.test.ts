import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { type Finished, folderOf } from '../harness/shotlist.ts'
import { HOSTILE } from './manifests.ts'

/** The heap limit for reading a manifest. */
const MEMORY = '--max-old-space-size=300'
/** After this time, the process counts as endless and is killed. */
const LONGEST_MS = 240_000
const VALIDATE_EACH = fileURLToPath(new URL('./validate-each.ts', import.meta.url))
/** The length limit of the output, which is for people. */
const MOST_WORDS = 30_000

describe('a hostile manifest', () => {
  let folders: Awaited<ReturnType<typeof folderOf>>[] = []
  let results: readonly Finished[] = []
  beforeAll(async () => {
    folders = await Promise.all(HOSTILE.map(({ text }) => folderOf({ 'shotlist.yaml': text })))
    results = await validateEach(folders.map(({ path }) => path))
  })
  afterAll(() => Promise.all(folders.map(({ remove }) => remove())))

  // The limit is small: without protection, these manifests would take hours.
  test.for(HOSTILE.map(({ name, says }, nth) => ({ name, says, nth })))(
    '$name is refused with a short message, in little time and memory',
    async ({ says, nth }) => {
      const { code, stdout, stderr } = results[nth] ?? { code: results.at(-1)?.stderr, stdout: '', stderr: '' }
      expect(code, stderr).toBe(2)
      const output = stdout + stderr
      expect(output).toContain(says)
      expect(output.length).toBeLessThan(MOST_WORDS)
      expect(output).not.toMatch(/\(internal\)|\n {4}at /)
      expect(await readdir(folders[nth]?.path ?? '')).toEqual(['shotlist.yaml'])
    },
  )
})

/**
 * The result of `shotlist validate` in each folder, all in one process with little memory. If the process dies, the last result is the
 * reason.
 */
async function validateEach(folders: readonly string[]): Promise<Finished[]> {
  const child = spawn(process.execPath, [MEMORY, '--conditions=@shotlist/source', VALIDATE_EACH, ...folders], { timeout: LONGEST_MS })
  const [stdout, stderr, [code, signal]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'close')])
  const results = stdout.split('\n').slice(0, -1)
  return [
    ...results.map((line) => JSON.parse(line) as Finished),
    ...(results.length < folders.length
      ? [{ code, signal, stdout: '', stderr: `the process ended with ${code ?? signal}: ${stderr}` }]
      : []),
  ]
}

test('an output folder that is a link out of the project is not written to', async ({ onTestFinished }) => {
  const outside = await mkdtemp(join(tmpdir(), 'shotlist-outside-'))
  const emulator = await startProvider('pixverse')
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
  const { code, stdout, stderr } = await shotlistInProcess(['run', '--yes', '--poll', '50ms'], { cwd: folder.path, env })
  expect(code).not.toBe(0)
  expect(stdout + stderr).toContain('link')
  expect(await readdir(outside)).toEqual([])
  // Reported before anything is paid.
  expect(emulator.ledger().money.charges).toBe(0)
})
