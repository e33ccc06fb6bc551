import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { processEnvironment } from '../../../../test/harness/process-environment.ts'

/** The built command, as users run it. */
const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** A command in a terminal. */
export type Terminal = {
  /** The visible lines, without spaces at their ends. */
  screen(): readonly string[]
  /** All output, including lines that have scrolled away, with its colour sequences. */
  painted(): string
  /** Resolves when the screen contains the text. */
  shows(text: string | RegExp): Promise<void>
  /** Resolves when the screen's lines satisfy a condition. It retries, because it may see a screen that is only half drawn. */
  comesTo<Answer>(ask: (lines: readonly string[]) => Answer, answer: Answer): Promise<void>
  /** Types a text, or a key by tmux's name for it: `C-c`, `Enter`. */
  type(...keys: readonly string[]): void
  resize(columns: number, rows: number): void
  /** Whether the cursor is visible. */
  hasCursor(): boolean
  /** Resolves to the exit status when the command ends. */
  ended(): Promise<number>
}

type Options = {
  readonly cwd: string
  readonly columns: number
  readonly rows: number
  readonly env?: Readonly<Record<string, string>>
}

/** The time between two looks at a screen, because each starts a process. */
const LIST_TIMEOUT_MS = 150

/** Whether tmux is installed. In CI it must be. */
export function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V'])
    return true
  } catch (error) {
    if (process.env['CI'] === 'true') throw new Error('tmux is needed for these tests: apt-get install tmux', { cause: error })
    return false
  }
}

/** Runs the command in a terminal of this size. */
export function inTerminal(args: readonly string[], options: Options): Terminal {
  return programInTerminal([process.execPath, COMMAND, ...args], options)
}

/** Runs any program in a terminal of this size: tmux, whose screen can be read. */
export function programInTerminal(program: readonly string[], { cwd, columns, rows, env = {} }: Options): Terminal {
  const server = `shotlist-${randomUUID()}`
  const tmux = (...words: readonly string[]) =>
    execFileSync('tmux', ['-L', server, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const settings = Object.entries({ ...processEnvironment(cwd), LANG: 'C.UTF-8', TERM: 'tmux-256color', ...env })
  const command = ['env', '-i', ...settings.map(([name, value]) => `${name}=${value}`), ...program].map(quote).join(' ')
  // The shell stays open when the command ends, also after Ctrl-C, so that the last screen can be read.
  const script = join(cwd, 'in-terminal.sh')
  writeFileSync(script, `trap : INT\n${command}\nprintf '\\n[ended with %s]\\n' $?\nread -r _\n`)
  tmux('-u', '-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', cwd, `sh ${quote(script)}`)
  tmux('set-option', '-g', 'status', 'off')
  tmux('resize-window', '-x', String(columns), '-y', String(rows))
  onTestFinished(() => {
    tmux('kill-server')
  })
  const screen = () =>
    tmux('capture-pane', '-p')
      .split('\n')
      .map((line) => line.trimEnd())
  const shows = (text: string | RegExp) => expect.poll(() => screen().join('\n'), { interval: LIST_TIMEOUT_MS }).toMatch(text)
  return {
    screen,
    painted: () => tmux('capture-pane', '-p', '-e', '-S', '-'),
    shows,
    comesTo: (ask, answer) => expect.poll(() => ask(screen()), { interval: LIST_TIMEOUT_MS }).toBe(answer),
    type: (...keys) => tmux('send-keys', ...keys),
    resize: (width, height) => tmux('resize-window', '-x', String(width), '-y', String(height)),
    hasCursor: () => tmux('display-message', '-p', '#{cursor_flag}').trim() === '1',
    ended: async () => {
      await shows(/\[ended with \d+\]/)
      return Number(/\[ended with (\d+)\]/.exec(screen().join('\n'))?.[1])
    },
  }
}

/** Quotes a text as one word for a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
