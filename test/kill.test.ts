import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startProvider } from './harness/emulator.ts'
import { shotlistInProcess } from './harness/in-process.ts'
import { eventsOf, folderOf, start } from './harness/shotlist.ts'
import { eventText, untilWritten } from './harness/until-written.ts'

test.each([
  ['job.submitted', 1],
  ['job.submitted', 12],
  ['job.done', 5],
  ['job.done', 20],
] as const)('the next run finishes a batch that was killed after %s number %i, and submits nothing twice', async (kind, count) => {
  // This process serves the provider and sees the event at once, so the command cannot finish before it is killed.
  const emulator = await startProvider('pixverse')
  onTestFinished(emulator.close)
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
  onTestFinished(folder.remove)
  const invocation = { cwd: folder.path, env: { PIXVERSE_API_KEY: 'a-key', PIXVERSE_BASE_URL: emulator.url } }
  const args = ['run', '--yes', '--json', '--poll', '50ms']

  const { onOutput, written } = untilWritten(eventText(kind), count)
  const killed = start(args, invocation)
  killed.child.stdout?.on('data', onOutput)
  await Promise.race([written, killed.finished])
  killed.child.kill('SIGKILL')
  expect(await killed.finished).toMatchObject({ signal: 'SIGKILL' })

  const again = await shotlistInProcess(args, invocation)
  expect(again.code, again.stderr).toBe(0)
  const { money, duplicates, mistakeList } = emulator.ledger()
  expect({ charges: money.charges, duplicates, mistakeList }).toEqual({ charges: 40, duplicates: 0, mistakeList: [] })
  for (let n = 1; n <= 20; n += 1) {
    expect((await readFile(join(folder.path, `renders/longer-${n}.mp4`))).length).toBeGreaterThan(1000)
  }
  const third = await shotlistInProcess(args, invocation)
  expect(third.code).toBe(0)
  expect(eventsOf(third.stdout).filter((event) => event['event'] === 'job.cached')).toHaveLength(40)
  expect(emulator.ledger().money.charges).toBe(40)
})
