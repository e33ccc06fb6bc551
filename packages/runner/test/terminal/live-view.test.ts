import { describe, expect, test } from 'vitest'
import { project } from '../harness/project.ts'
import type { TinyScript } from '../harness/tiny-server.ts'
import { hasTmux, inTerminal } from './terminal.ts'

function clips(count: number) {
  return `jobs:\n${Array.from({ length: count }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }`).join('\n')}\n`
}
function many(count: number) {
  return `concurrency: 400\njobs:\n  clip:\n    matrix: { nth: [${Array.from({ length: count }, (_, nth) => nth).join(', ')}] }\n    uses: text-to-video\n    with: { prompt: "clip \${{ matrix.nth }}" }\n    output: clip-\${{ matrix.nth }}.mp4\n`
}

const SMALL = { columns: 80, rows: 24 }
const LARGE = { columns: 200, rows: 50 }

// No run ends or continues before the test has seen what it waits for.
const WORKING: TinyScript = { onRead: () => 'working' }
const DONE: TinyScript = { onRead: () => 'done' }
const REFUSING: TinyScript = { onSubmit: ({ prompt }) => (/[37]$/.test(String(prompt)) ? 'refused' : 'ok') }
const FIVE_DONE: TinyScript = { onRead: ({ id }) => (Number(id.replace('task-', '')) <= 5 ? 'done' : 'working') }

function listed(screen: readonly string[]): number {
  return screen.filter((line) => /^ {2}(?:rendering|submitted|queued|waits|downloading|stored)/.test(line)).length
}

/** Whether the number of listed jobs equals the number of running ones, so that no line is missing or left from an earlier frame. */
function isWhole(screen: readonly string[]): boolean {
  return listed(screen) === Number(/(\d+) running/.exec(screen.join('\n'))?.[1])
}

function bars(screen: readonly string[]): number {
  return screen.filter((line) => /[━─]/.test(line)).length
}

function widest(screen: readonly string[]): number {
  return Math.max(...screen.map(({ length }) => length))
}

describe.skipIf(!hasTmux())('a run in a terminal', () => {
  test('of 80 x 24, and then of 200 x 50: one job', async () => {
    const made = await project({ manifest: clips(1), ...WORKING })
    const terminal = inTerminal(['run', '--yes', '--poll', '200ms'], { cwd: made.path, env: made.env, ...SMALL })
    for (const { columns, rows } of [SMALL, LARGE]) {
      terminal.resize(columns, rows)
      await terminal.shows(/1 running/)
      await terminal.shows(/rendering +\d.* {2}clip0/)
      expect(terminal.hasCursor()).toBe(false)
    }
    made.server.play(DONE)
    expect(await terminal.ended()).toBe(0)
    expect(terminal.hasCursor()).toBe(true)
    const screen = terminal.screen().join('\n')
    // The live view is erased completely, and nothing above it.
    expect(screen).not.toMatch(/running|─/)
    expect(screen).toMatch(/^\n?1 done in .*; spent 10 credits/m)
    expect(screen).toMatch(/^renders\/clip0\.mp4 .* s/m)
    expect(screen).toContain('To see the clips: shotlist ui')
  })

  test('of 200 x 50, and then of 80 x 24: twenty jobs, some of which fail', async () => {
    const made = await project({ manifest: clips(20), ...REFUSING, ...WORKING })
    const terminal = inTerminal(['run', '--yes', '--poll', '50ms'], { cwd: made.path, env: made.env, ...LARGE })
    for (const { columns, rows } of [LARGE, SMALL]) {
      terminal.resize(columns, rows)
      await terminal.shows(/failed +clip\d+: tiny says refused/)
      await terminal.comesTo(bars, 1)
      await terminal.comesTo((screen) => widest(screen) < columns, true)
    }
    made.server.play({ ...REFUSING, ...DONE })
    expect(await terminal.ended()).toBe(1)
    const end = terminal.screen().join('\n')
    expect(end).toContain('16 done, 4 failed in')
    expect(end).toContain('4 clips: tiny says refused; the content review refused it (moderation,')
    expect(end).toContain('Continue with: shotlist run')
  })

  test('of 80 x 24, and then of 200 x 50: thousands of jobs, and Ctrl-C', async () => {
    const made = await project({ manifest: many(2000), ...FIVE_DONE })
    const terminal = inTerminal(['run', '--yes', '--poll', '100ms'], { cwd: made.path, env: made.env, ...SMALL })
    for (const { columns, rows } of [SMALL, LARGE]) {
      terminal.resize(columns, rows)
      await terminal.shows(/[1-9]\d* done, .*running, [\d,]+ waiting/)
      await terminal.comesTo((screen) => listed(screen) < 13, true)
    }
    terminal.type('C-c')
    expect(await terminal.ended()).toBe(130)
    expect(terminal.hasCursor()).toBe(true)
    const end = terminal.screen().join('\n')
    expect(end).toMatch(/done, .*waiting in/)
    expect(end).toContain('Interrupted; everything is saved. Continue with: shotlist run')
  })

  test('keeps its layout when the terminal gets narrower and wider again; a second Ctrl-C ends at once', async () => {
    const hung = new Promise<never>(() => undefined)
    // One submission gets no response: the first Ctrl-C waits for it.
    const beforeAnswer: TinyScript['beforeAnswer'] = ({ body }) => (body['prompt'] === 'clip 3' ? hung : undefined)
    const made = await project({ manifest: clips(6), beforeAnswer, ...WORKING })
    const terminal = inTerminal(['run', '--yes', '--poll', '200ms'], { cwd: made.path, env: made.env, columns: 100, rows: 30 })
    await terminal.shows(/rendering/)
    for (const [columns, rows] of [
      [60, 30],
      [44, 20],
      [120, 40],
    ] as const) {
      terminal.resize(columns, rows)
      await terminal.comesTo(bars, 1)
      await terminal.comesTo((screen) => screen.filter((line) => line.includes('shotlist  ')).length, 1)
      await terminal.comesTo(isWhole, true)
    }
    terminal.type('C-c')
    await terminal.shows(/stopping/)
    terminal.type('C-c')
    expect(await terminal.ended()).toBe(130)
    expect(terminal.hasCursor()).toBe(true)
  })

  test('shows the plan and asks before it spends; the answer no spends nothing', async () => {
    const made = await project({ manifest: clips(3) })
    const terminal = inTerminal(['run'], { cwd: made.path, env: made.env, columns: 100, rows: 30 })
    await terminal.shows('Render 3 clips for about 30 credits ($0.30)? [y/N]')
    expect(terminal.screen().join('\n')).toContain('3 clips to render into renders for 30 credits ($0.30).')
    terminal.type('n', 'Enter')
    expect(await terminal.ended()).toBe(1)
    expect(made.server.submissions).toEqual([])
  })

  test('without colour if NO_COLOR is set, line by line in CI, and only the summary with --quiet', async () => {
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
