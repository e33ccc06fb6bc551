import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export type Step = { readonly command: string; readonly status: number | null; readonly output: string }

/** A shell session in a folder: the commands and their output. */
export type Session = {
  /** Runs a command line to its end. The transcript shows `shown` instead, if it is given. */
  type(command: string, shown?: string): Promise<Step>
  readonly steps: readonly Step[]
}

/** @param folder the working folder of the shell, and its home */
export function openSession(folder: string): Session {
  const steps: Step[] = []
  // The path contains Node, the package manager and the system's programs, and nothing of the workspace. Access to the registry is the
  // machine's.
  const path = [dirname(process.execPath), dirname(packageManager()), '/usr/local/bin', '/usr/bin', '/bin']
  const env = { ...networkSettings(), PATH: path.join(delimiter), HOME: homedir() }
  return {
    steps,
    type: async (command, shown = command) => {
      const child = spawn('bash', ['-c', command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
      const status = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', resolve)
      })
      const step = { command: shown, status, output: stripVTControlCharacters(output) }
      steps.push(step)
      return step
    },
  }
}

/** Proxies, certificates and settings of npm. */
function networkSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => /_proxy$|_CERT|^SSL_|^npm_config_/i.test(name)))
}

function packageManager(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders.map((folder) => join(folder, 'npm')).find((file) => existsSync(file))
  if (found === undefined) throw new Error('npm is not on the path')
  return found
}
