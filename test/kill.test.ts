import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmulator } from '@shotlist/emulator'
import { afterEach, expect, test } from 'vitest'
import { eventsOf, folderOf, shotlist, start } from './harness/shotlist.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** Settles when the process has written this many events of a kind, or has ended. */
function afterEvents(running: ReturnType<typeof start>, kind: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => running.output().split(`"event":"${kind}"`).length > count && resolve()
    running.child.stdout?.on('data', look)
    void running.finished.then(() => resolve())
  })
}

test.each([
  ['job.submitted', 1],
  ['job.submitted', 12],
  ['job.done', 5],
  ['job.done', 20],
] as const)('a batch killed after %s number %i is finished by the next run, and nothing is submitted twice', async (kind, count) => {
  const emulator = await startEmulator({ document: 'pixverse', speed: 120 })
  cleanups.push(() => emulator.close())
  const folder = await folderOf({
    'shotlist.yaml': `
version: 1
providers: { pixverse: { concurrency: 5, rate: 6000/min } }
jobs:
  clip:
    matrix: { n: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20] }
    uses: pixverse/text-to-video
    with: { model: v5, prompt: "clip \${{ matrix.n }}", quality: 360p, duration: 5, aspect_ratio: "16:9" }
    output: clip-\${{ matrix.n }}.mp4
  longer:
    matrix: \${{ jobs.clip.matrix }}
    uses: pixverse/extend
    with: { model: v5, source_video_id: "\${{ jobs.clip.outputs.video_id }}", prompt: further, quality: 360p, duration: 5 }
    output: longer-\${{ matrix.n }}.mp4
`,
  })
  cleanups.push(folder.remove)
  const invocation = { cwd: folder.path, env: { PIXVERSE_API_KEY: 'a-key', PIXVERSE_BASE_URL: emulator.url } }
  const args = ['run', '--yes', '--json', '--poll', '50ms']

  const killed = start(args, invocation)
  await afterEvents(killed, kind, count)
  killed.child.kill('SIGKILL')
  expect(await killed.finished).toMatchObject({ signal: 'SIGKILL' })

  const again = await shotlist(args, invocation)
  expect(again.code, again.stderr).toBe(0)
  const { money, duplicates, mistakeList } = emulator.ledger()
  expect({ charges: money.charges, duplicates, mistakeList }).toEqual({ charges: 40, duplicates: 0, mistakeList: [] })
  for (let n = 1; n <= 20; n += 1) {
    expect((await readFile(join(folder.path, `renders/longer-${n}.mp4`))).length).toBeGreaterThan(1000)
  }
  const third = await shotlist(args, invocation)
  expect(third.code).toBe(0)
  expect(eventsOf(third.stdout).filter((event) => event['event'] === 'job.cached')).toHaveLength(40)
  expect(emulator.ledger().money.charges).toBe(40)
})
