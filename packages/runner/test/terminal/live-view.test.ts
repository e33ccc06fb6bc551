import { describe, expect, test } from 'vitest'
import { project } from '../harness/project.ts'
import { hasTmux, inTerminal } from './terminal.ts'

const clips = (count: number) =>
  `jobs:\n${Array.from({ length: count }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }`).join('\n')}\n`
const many = (count: number) =>
  `concurrency: 400\njobs:\n  clip:\n    matrix: { nth: [${Array.from({ length: count }, (_, nth) => nth).join(', ')}] }\n    uses: text-to-video\n    with: { prompt: "clip \${{ matrix.nth }}" }\n    output: clip-\${{ matrix.nth }}.mp4\n`

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
]

/** As many jobs are listed as are said to run: no line of an earlier frame is left, and none is missing. */
function isWhole(screen: readonly string[]): boolean {
  const running = /(\d+) running/.exec(screen.join('\n'))?.[1]
  return screen.filter((line) => /^ {2}(?:rendering|submitted|queued|waits)/.test(line)).length === Number(running)
}

describe.skipIf(!hasTmux())('a run in a terminal', { timeout: 60_000 }, () => {
  test.each(SIZES)('of $columns x $rows: one job', async (size) => {
    const made = await project({ manifest: clips(1), onRead: ({ reads }) => (reads < 8 ? 'working' : 'done') })
    const terminal = inTerminal(['run', '--yes', '--poll', '200ms'], { cwd: made.path, env: made.env, ...size })
    await terminal.shows(/1 running/)
    await terminal.shows(/rendering +\d s {2}clip0/)
    expect(terminal.hasCursor()).toBe(false)
    expect(await terminal.ended()).toBe(0)
    expect(terminal.hasCursor()).toBe(true)
    const screen = terminal.screen().join('\n')
    // Nothing of the live view stays, and nothing before it is lost.
    expect(screen).not.toMatch(/running|─/)
    expect(screen).toMatch(/^\n?1 done in .*; spent 10 credits/m)
    expect(screen).toMatch(/^renders\/clip0\.mp4 .* s/m)
    expect(screen).toContain('To see the clips: shotlist ui')
  })

  test.each(SIZES)('of $columns x $rows: fifty jobs, some of which fail', async (size) => {
    const made = await project({
      manifest: clips(50),
      onSubmit: ({ prompt }) => (/[37]$/.test(String(prompt)) ? 'refused' : 'ok'),
      onRead: ({ reads }) => (reads < 3 ? 'working' : 'done'),
    })
    const terminal = inTerminal(['run', '--yes', '--poll', '150ms'], { cwd: made.path, env: made.env, ...size })
    await terminal.shows(/failed +clip\d+: tiny says refused \(moderation, refused\)/)
    const screen = terminal.screen()
    expect(screen.filter((line) => line.includes('━') || line.includes('─'))).toHaveLength(1)
    expect(Math.max(...screen.map((line) => line.length))).toBeLessThan(size.columns)
    expect(await terminal.ended()).toBe(1)
    const end = terminal.screen().join('\n')
    expect(end).toContain('40 done, 10 failed in')
    expect(end).toContain('10 clips: tiny says refused (moderation, refused)')
    expect(end).toContain('Go on with: shotlist run')
  })

  test.each(SIZES)('of $columns x $rows: five thousand jobs, and Ctrl-C', async (size) => {
    const made = await project({ manifest: many(5000), onRead: ({ reads }) => (reads < 2 ? 'working' : 'done') })
    const terminal = inTerminal(['run', '--yes', '--poll', '500ms'], { cwd: made.path, env: made.env, ...size })
    await terminal.shows(/[1-9]\d* done, .*running, [\d,]+ waiting/)
    expect(terminal.screen().filter((line) => /^ {2}(?:rendering|submitted|queued|downloading|stored)/.test(line)).length).toBeLessThan(13)
    terminal.type('C-c')
    await terminal.shows(/stopping|Interrupted/)
    expect(await terminal.ended()).toBe(130)
    expect(terminal.hasCursor()).toBe(true)
    const end = terminal.screen().join('\n')
    expect(end).toMatch(/done, .*waiting in/)
    expect(end).toContain('Interrupted; everything is saved. Go on with: shotlist run')
  })

  test('keeps its shape when the terminal gets narrower, and wider again', async () => {
    const made = await project({ manifest: clips(6), onRead: () => 'working' })
    const terminal = inTerminal(['run', '--yes', '--poll', '200ms'], { cwd: made.path, env: made.env, columns: 100, rows: 30 })
    await terminal.shows(/rendering/)
    for (const [columns, rows] of [
      [60, 30],
      [44, 20],
      [120, 40],
    ] as const) {
      terminal.resize(columns, rows)
      await expect.poll(() => terminal.screen().filter((line) => /[━─]/.test(line)).length, { timeout: 5000 }).toBe(1)
      await expect.poll(() => terminal.screen().filter((line) => line.includes('shotlist  ')).length, { timeout: 5000 }).toBe(1)
      await expect.poll(() => isWhole(terminal.screen()), { timeout: 5000 }).toBe(true)
    }
    terminal.type('C-c')
    expect(await terminal.ended()).toBe(130)
    expect(terminal.hasCursor()).toBe(true)
  })

  test('a second Ctrl-C leaves at once, and gives the cursor back', async () => {
    const made = await project({ manifest: clips(1), submitMs: 60_000 })
    const terminal = inTerminal(['run', '--yes'], { cwd: made.path, env: made.env, columns: 80, rows: 24 })
    await terminal.shows(/waiting|running/)
    await expect.poll(() => made.server.submissions.length).toBe(1)
    terminal.type('C-c')
    await terminal.shows(/stopping/)
    terminal.type('C-c')
    expect(await terminal.ended()).toBe(130)
    expect(terminal.hasCursor()).toBe(true)
  })

  test('shows the plan and asks before it spends; no is no', async () => {
    const made = await project({ manifest: clips(3) })
    const terminal = inTerminal(['run'], { cwd: made.path, env: made.env, columns: 100, rows: 30 })
    await terminal.shows('Render 3 clips for about 30 credits ($0.30)? [y/N]')
    expect(terminal.screen().join('\n')).toContain('3 clips to render into renders for 30 credits ($0.30).')
    terminal.type('n', 'Enter')
    expect(await terminal.ended()).toBe(1)
    expect(made.server.submissions).toEqual([])
  })

  test('without colour where NO_COLOR is set, line by line in CI, and only the summary with --quiet', async () => {
    const size = { columns: 100, rows: 30 }
    const made = await project({ manifest: clips(1) })
    const plain = inTerminal(['run', '--yes'], { cwd: made.path, env: { ...made.env, NO_COLOR: '1' }, ...size })
    expect(await plain.ended()).toBe(0)
    expect(plain.painted()).not.toContain('\u001B[3')
    const ci = inTerminal(['run', '--yes', '--force', 'clip0'], { cwd: made.path, env: { ...made.env, CI: 'true' }, ...size })
    expect(await ci.ended()).toBe(0)
    expect(ci.screen().join('\n')).toContain('[1/1] done       clip0  renders/clip0.mp4')
    const quiet = inTerminal(['run', '--yes', '--quiet', '--force', 'clip0'], { cwd: made.path, env: made.env, ...size })
    expect(await quiet.ended()).toBe(0)
    expect(quiet.screen().join('\n').trim()).toMatch(/^1 done in .*\n\n\[ended with 0\]$/)
  })
})
