import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The duration of a whole process. If GNU time is installed, also its processor time, which hardly depends on other load, and its peak
 * resident set.
 */
export type Spent = { readonly seconds: number; readonly cpuSeconds?: number; readonly megabytes?: number }

type Invocation = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }

const GNU_TIME = '/usr/bin/time'

/** Runs a program to its end and measures it from the start of its process. Throws with its output if it fails. */
export async function runProcess(command: string, args: readonly string[], { cwd, env = {} }: Invocation): Promise<Spent> {
  const report = join(tmpdir(), `shotlist-bench-${process.pid}-${Math.random().toString(36).slice(2)}`)
  const [program, given] = existsSync(GNU_TIME)
    ? [GNU_TIME, ['--quiet', '-f', '%U %S %M', '-o', report, command, ...args]]
    : [command, [...args]]
  const begun = performance.now()
  const child = spawn(program, given, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.resume()
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const seconds = (performance.now() - begun) / 1000
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`)
  return { seconds, ...(existsSync(report) && reportedIn(report)) }
}

function reportedIn(report: string): Pick<Spent, 'cpuSeconds' | 'megabytes'> {
  const [user = 0, system = 0, kilobytes = 0] = (readFileSync(report, 'utf8').trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  rmSync(report)
  return { cpuSeconds: user + system, megabytes: Math.round(kilobytes / 1024) }
}
