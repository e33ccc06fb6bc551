import type { WriteStream } from 'node:tty'
import { guardLines } from '../show/text/guard-lines.ts'
import type { Output } from '../show/text/output.ts'
import { visible } from '../show/text/visible.ts'
import { EXIT } from './exit-status.ts'
import { SecretMask } from './mask.ts'
import type { VerbContext } from './verb.ts'

/** What a verb may touch of this process. The first Ctrl-C asks it to stop and save; the second ends it at once. */
export function processContext(cwd: string): VerbContext {
  const mask = new SecretMask()
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    controller.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  return {
    cwd,
    env: process.env,
    stdout: outputOf(process.stdout, mask),
    stderr: outputOf(process.stderr, mask),
    color: wantsColor(),
    signal: controller.signal,
    hide: (secret) => mask.hide(secret),
    mask: (text) => mask.mask(text),
    ...(process.stdin.isTTY &&
      process.stderr.isTTY && {
        ask: async (question: string) => /^y(es)?$/i.test(await lineOf(`${visible(question)} [y/N] `, stop)),
        prompt: (question: string) => lineOf(question, stop),
      }),
  }
}

function outputOf(stream: NodeJS.WriteStream | WriteStream, mask: SecretMask): Output {
  const { CI, GITHUB_ACTIONS, TF_BUILD, TEAMCITY_VERSION, JENKINS_URL } = process.env
  const isRead = [CI, GITHUB_ACTIONS, TF_BUILD, TEAMCITY_VERSION, JENKINS_URL].some(
    (value) => value !== undefined && value !== '' && value !== 'false',
  )
  return {
    write: (text) => stream.write(isRead ? guardLines(mask.mask(text)) : mask.mask(text)),
    command: (line) => stream.write(mask.mask(line)),
    get isTTY() {
      return stream.isTTY === true
    },
    get columns() {
      return sizeOf(stream)?.[0]
    },
    get rows() {
      return sizeOf(stream)?.[1]
    },
  }
}

/**
 * Asked of the terminal each time: what the stream remembers is only put right when the signal of a resize has come, and lines drawn before
 * that would be laid out for a width that is no more.
 */
function sizeOf(stream: NodeJS.WriteStream | WriteStream): readonly [columns: number, rows: number] | undefined {
  return stream.isTTY && 'getWindowSize' in stream ? stream.getWindowSize() : undefined
}

/** https://no-color.org: any value but the empty one. */
function wantsColor(): boolean {
  const { NO_COLOR, CI, TERM } = process.env
  const isOff = (NO_COLOR !== undefined && NO_COLOR !== '') || (CI !== undefined && CI !== '' && CI !== 'false') || TERM === 'dumb'
  return !isOff && process.stdout.isTTY === true && process.stderr.isTTY === true
}

/**
 * Asks for a line; empty when there is no answer.
 *
 * @param stop what Ctrl-C does: while a line is read the terminal hands it to the reader, not to the process
 */
async function lineOf(question: string, stop: () => void): Promise<string> {
  // Loaded by the few commands that ask.
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const noAnswer = new Promise<string>((resolve) => {
    terminal.once('SIGINT', () => {
      stop()
      resolve('')
    })
    terminal.once('close', () => resolve(''))
  })
  try {
    return (await Promise.race([terminal.question(question), noAnswer])).trim()
  } finally {
    terminal.close()
  }
}
