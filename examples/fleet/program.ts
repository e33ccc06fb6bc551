import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Starts a program, and ends it as the first line of its input says, or when the process that started it is gone. */
const WATCHED = '"$@" & program=$!; read -r signal || signal=TERM; kill -"$signal" "$program" 2>/dev/null; wait "$program"'

export type ProgramOptions = {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Called with each line that it prints. */
  readonly onLine?: (line: string) => void
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

/** A program in the background. */
export type Program = {
  /** Resolves with the first line that matches. Rejects if the program ends before that. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  stop(signal?: 'INT' | 'TERM'): Promise<void>
}

/** Starts a program in a process group of its own, so that Ctrl-C reaches only the program that stops the others in order. */
export function startProgram({ command, args, env, cwd, onLine, user }: ProgramOptions): Program {
  const child = spawn('sh', ['-c', WATCHED, 'sh', command, ...args], { ...user, cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  // The program may have ended by itself.
  child.stdin.on('error', () => undefined)
  let printed = ''
  const heard = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine?.(line)
      for (const hear of heard) hear()
    })
  }
  return {
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const hear = (): void => {
          const match = pattern.exec(printed)
          if (match === null) return
          heard.delete(hear)
          resolve(match)
        }
        heard.add(hear)
        hear()
        void ended.then(() => reject(new Error(`${command} ended:\n${printed}`)))
      }),
    async stop(signal = 'TERM') {
      if (child.exitCode === null) child.stdin.end(`${signal}\n`)
      await ended
    },
  }
}
