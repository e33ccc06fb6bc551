import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built command, as users run it. */
const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export type Finished = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export type Running = {
  readonly child: ChildProcess
  readonly finished: Promise<Finished>
  /** Resolves when this has been written to stdout, so many times. */
  seen(text: string, times?: number): Promise<void>
  /** What was written to stdout so far. */
  output(): string
}

export type StartOptions = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** A command line that runs the one that follows it: `unshare -m`. */
  readonly within?: readonly string[]
}

/** Starts the command as a process of its own. */
export function start(args: readonly string[], { cwd, env, within = [] }: StartOptions): Running {
  const [program = '', ...words] = [...within, process.execPath, COMMAND, ...args]
  const child = spawn(program, words, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const watch of watchers) watch()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  const seen = (text: string, times = 1) =>
    new Promise<void>((resolve, reject) => {
      const watch = () => {
        if (stdout.split(text).length - 1 < times) return
        watchers.delete(watch)
        resolve()
      }
      watchers.add(watch)
      watch()
      void finished.then(() => reject(new Error(`the command ended before it said ${text}: ${stdout}${stderr}`)))
    })
  return { child, finished, seen, output: () => stdout }
}
