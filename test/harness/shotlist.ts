import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processEnvironment } from './process-environment.ts'

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The built command, as users run it. */
export const COMMAND = join(ROOT, 'packages/runner/dist/cli/main.js')

export type Finished = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export type Invocation = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }

/** A running command: its process and its result. */
export type Running = { readonly child: ChildProcess; readonly finished: Promise<Finished>; output(): string }

/**
 * Starts `shotlist` as a separate process: without a terminal, with no key except the given ones, and with only the environment variables
 * that a process needs.
 */
export function start(args: readonly string[], { cwd, env = {} }: Invocation): Running {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd,
    env: { ...processEnvironment(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, finished, output: () => stdout + stderr }
}

/** Runs `shotlist` in a separate process to its end. */
export function shotlist(args: readonly string[], invocation: Invocation): Promise<Finished> {
  return start(args, invocation).finished
}

/** The events of `--json`, in order. */
export function eventsOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** Creates a folder with these files (path -> text or bytes). `remove` deletes it. */
export async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'shotlist-test-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 20 }) }
}
