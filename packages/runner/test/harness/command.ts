import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { shotlistInProcess } from '../../../../test/harness/in-process.ts'
import { processEnvironment } from '../../../../test/harness/process-environment.ts'
import { hear } from './heard.ts'

/** The built command, as users run it. */
const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type Running = {
  readonly finished: Promise<Finished>
  /** Resolves when a text was written a number of times. */
  seen(text: string, times?: number): Promise<void>
  /** The output so far; of a process, its stdout. */
  output(): string
}

export type Process = Running & {
  readonly child: ChildProcess
  readonly finished: Promise<Finished & { readonly signal: NodeJS.Signals | null }>
}

type Place = { readonly cwd: string; readonly env: Readonly<Record<string, string>> }

/**
 * Starts the command as a process, for tests about processes, signals and streams. Other tests use `begin`, which is faster.
 *
 * @param within a command line that runs the one that follows it: `unshare -m`
 */
export function start(args: readonly string[], { cwd, env, within = [] }: Place & { readonly within?: readonly string[] }): Process {
  const [program = '', ...words] = [...within, process.execPath, COMMAND, ...args]
  const child = spawn(program, words, {
    cwd,
    env: { ...processEnvironment(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = hear()
  const stderr = hear()
  child.stdout.setEncoding('utf8').on('data', stdout.write)
  child.stderr.setEncoding('utf8').on('data', stderr.write)
  const finished = new Promise<Awaited<Process['finished']>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout: stdout.text(), stderr: stderr.text() }))
  })
  return { child, finished, seen: (text, times = 1) => stdout.seen(text, times, finished), output: stdout.text }
}

/** Runs a command line in this process, without a terminal. */
export function begin(args: readonly string[], place: Place): Running {
  const said = hear()
  const finished = shotlistInProcess(args, { ...place, onOutput: said.write })
  return { finished, seen: (text, times = 1) => said.seen(text, times, finished), output: said.text }
}
