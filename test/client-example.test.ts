import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type MediaMaker, startEmulator } from '@shotlist/emulator'
import { expect, test } from 'vitest'
import { folderOf, ROOT } from './harness/shotlist.ts'

/** Runs the example as its first lines say, in an empty folder. Resolves with its output. */
function runExample(cwd: string, env: Record<string, string>): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'examples/client/main.ts')], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', ...env },
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

const clip = await readFile(join(ROOT, 'test/fixtures/clip.mp4'))

/** Makes one clip and its extension at no cost; other tests check the pictures of clips. */
const media: MediaMaker = {
  clip: async () => clip,
  extend: async (source) => Buffer.concat([source, Buffer.from('and on')]),
  image: () => Promise.reject(new Error('the example requests no picture')),
  close: async () => undefined,
}

test('the example of the typed client submits, watches, waits, extends and downloads', async ({ onTestFinished }) => {
  const emulator = await startEmulator({ document: 'pixverse', speed: 600, media })
  onTestFinished(() => emulator.close())
  const folder = await folderOf({})
  onTestFinished(folder.remove)
  const { code, output } = await runExample(folder.path, { PIXVERSE_API_KEY: 'a-key', PIXVERSE_BASE_URL: emulator.url })
  expect(code, output).toBe(0)
  expect(output).toContain("estimate: { amount: 45, unit: 'credit', usd: 0.45 }")
  expect(output).toContain('state: succeeded')
  expect(emulator.ledger()).toMatchObject({ submissions: 2, money: { charges: 2 }, duplicates: 0, mistakeList: [] })
  expect(await readFile(join(folder.path, 'renders/lighthouse.mp4'))).toEqual(clip)
  expect((await readFile(join(folder.path, 'renders/lighthouse-longer.mp4'))).toString('latin1')).toBe(`${clip.toString('latin1')}and on`)
})
