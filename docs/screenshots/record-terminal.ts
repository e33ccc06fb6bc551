import { spawn } from 'node:child_process'
import xterm, { type Terminal } from '@xterm/headless'

export type Recording = {
  readonly command: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly columns: number
  readonly rows: number
  /** Stops when the screen shows this text; without it, when the command ends. */
  readonly until?: (screen: string) => boolean
}

/** Runs a command in a real terminal (by util-linux's `script`), and returns its last screen. */
export async function recordTerminal({ command, cwd, env, columns, rows, until }: Recording): Promise<Terminal> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 })
  const line = `stty cols ${columns} rows ${rows}; ${command}`
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TERM: 'xterm-256color', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise<void>((resolve, reject) => {
    let isSeen = false
    child.stdout.on('data', (bytes: Buffer) => {
      if (isSeen) return
      terminal.write(bytes, () => {
        if (isSeen || !until?.(screenText(terminal))) return
        isSeen = true
        child.kill('SIGINT')
        resolve()
      })
    })
    child.once('error', reject)
    child.once('close', () => terminal.write('', resolve))
  })
  return terminal
}

/** The text on the screen, without colours. */
function screenText(terminal: Terminal): string {
  const { active } = terminal.buffer
  return Array.from({ length: terminal.rows }, (_, row) => active.getLine(row)?.translateToString(true) ?? '').join('\n')
}
