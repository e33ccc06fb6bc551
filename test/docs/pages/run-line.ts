import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { shotlistInProcess } from '../../harness/in-process.ts'

/** The result of a command line. */
type Outcome = { readonly status: number | null; readonly output: string }

/** A terminal in a folder. */
export type CommandLine = {
  /** Runs a command line to its end. */
  run(line: string): Promise<Outcome>
  /** Starts a command line, and waits for its first output. */
  start(line: string): Promise<string>
  /** Ends the processes that were started. */
  close(): Promise<void>
}

type Place = { readonly cwd: string; readonly env: Readonly<Record<string, string>> }

/** `shotlist` with plain or quoted arguments, which need no shell. */
const PLAIN = /^(?:npx )?shotlist((?: +(?:'[^']*'|[\w.,:=/#@-]+))*)$/

/** Runs command lines as after a real installation: `shotlist` in this process, everything else in a shell. */
export function commandLines({ cwd, env }: Place): CommandLine {
  const background: ChildProcess[] = []
  /** The ports on the page, and the free ports that replace them. */
  const ports = new Map<string, string>()
  const shell = (line: string) =>
    spawn('bash', ['-o', 'pipefail', '-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })

  const runInShell = (line: string) =>
    new Promise<Outcome>((resolve, reject) => {
      const child = shell(line)
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
      child.once('error', reject)
      child.once('close', (status) => resolve({ status, output }))
    })

  return {
    run: (line) => {
      const words = PLAIN.exec(line)?.[1]
      if (words !== undefined) return runInProcess(words, { cwd, env })
      return runInShell(line.replaceAll(/127\.0\.0\.1:(\d+)/g, (address, port: string) => address.replace(port, ports.get(port) ?? port)))
    },
    start: async (line) => {
      const port = /--port (\d+)/.exec(line)?.[1]
      const child = shell(port === undefined ? line : line.replace(`--port ${port}`, '--port 0'))
      background.push(child)
      const output = await new Promise<string>((resolve, reject) => {
        child.stdout.setEncoding('utf8').once('data', resolve)
        child.once('close', (status) => reject(new Error(`${line} ended with ${status}`)))
      })
      const free = /127\.0\.0\.1:(\d+)/.exec(output)?.[1]
      if (port === undefined || free === undefined) return output
      ports.set(port, free)
      return output.replaceAll(free, port)
    },
    close: async () => {
      const running = background.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      await Promise.all(
        running.map(async (child) => {
          const ended = once(child, 'close')
          process.kill(-Number(child.pid), 'SIGTERM')
          await ended
        }),
      )
    },
  }
}

/** Runs `shotlist` in this process, because a page has a dozen commands, and a process would take longer to start than to run one. */
async function runInProcess(words: string, place: Place): Promise<Outcome> {
  const args = Array.from(words.matchAll(/'([^']*)'|([^ ']+)/g), ([, quoted, plain]) => quoted ?? plain ?? '')
  let output = ''
  const onOutput = (text: string) => {
    output += text
  }
  const { code } = await shotlistInProcess([...args, ...paceOf(args[0])], { ...place, onOutput })
  return { status: code, output }
}

/** Shortens the polling interval for real providers and the pace of rehearsals, because no one watches here. */
function paceOf(verb: string | undefined): readonly string[] {
  if (verb === 'run') return ['--poll', '1s']
  return verb === 'rehearse' ? ['--speed', '600'] : []
}
