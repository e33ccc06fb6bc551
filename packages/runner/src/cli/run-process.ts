import { fstatSync, writeSync } from 'node:fs'
import type { WriteStream } from 'node:tty'
import { type Mask, maskOf } from '@shotlist/core'
import { secretsIn } from '../plan/forbid-keys.ts'
import type { Output } from '../show/text/output.ts'
import { guardLines, visible } from '../show/text/visible.ts'
import { dispatch } from './dispatch.ts'
import { EXIT, statusOfError } from './exit-status.ts'
import { printFailure } from './print-failure.ts'
import type { VerbContext } from './verb.ts'

/** Runs the command line of this process, and ends the process with its exit status. */
export async function runProcess(version: string): Promise<void> {
  quietWarnings()
  exemptLoopback(process.env)
  const lost = watchStdout()
  const status = await runCommand(process.argv.slice(2), processContext(currentFolder()), version)
  // Once these empty writes have ended, all earlier output has been written or has failed.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))))
  const problem = lost()
  if (problem !== undefined) process.stderr.write(`error: not everything could be written to stdout: ${problem.message} (output-lost)\n`)
  // Without this, open keep-alive connections would delay the end of the process.
  process.exit(status === 0 && problem !== undefined ? 1 : status)
}

/** The current folder; a deleted folder has no path. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    process.stderr.write('error: the current folder does not exist any more (no-folder)\n  = Change to a folder that exists.\n')
    process.exit(2)
  }
}

/**
 * Remembers an error of stdout. A reader that closed its end (`| head`) is not an error, and must not stop paid work; a full disk behind
 * stdout is an error that a script must see.
 */
function watchStdout(): () => Error | undefined {
  let lost: Error | undefined
  // oxlint-disable-next-line no-underscore-dangle -- Node's name for the method that writes a chunk
  if (isFile(process.stdout.fd)) process.stdout._write = writeWhole
  process.stderr.on('error', () => undefined)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost ??= error
  })
  return () => lost
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile()
  } catch {
    // stdout is closed.
    return false
  }
}

/** Writes a chunk completely. Node writes to a file once and ignores a partial write; only writing the rest reports a full disk. */
function writeWhole(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
  try {
    for (let at = 0; at < chunk.length; ) at += writeSync(process.stdout.fd, chunk, at)
    done()
  } catch (error) {
    done(error as Error)
  }
}

/** Excludes this machine from the proxies of the environment, because the emulator of a rehearsal listens there. */
function exemptLoopback(env: NodeJS.ProcessEnv): void {
  const exempt = env['no_proxy'] ?? env['NO_PROXY']
  env['no_proxy'] = [...(exempt ? [exempt] : []), 'localhost', '127.0.0.1', '[::1]'].join(',')
}

const HIDDEN_WARNINGS = ['SQLite is an experimental feature', 'Calling client.query() when the client is already executing a query']

/**
 * Hides warnings that mean nothing to users of the command, and would appear in the middle of its output: that of Node 22 that `node:sqlite` is
 * experimental, and that of `pg` of a way in which DBOS uses it.
 */
function quietWarnings(): void {
  const emit = process.emitWarning.bind(process) as (...args: unknown[]) => void
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (!HIDDEN_WARNINGS.some((hidden) => String(warning).includes(hidden))) emit(warning, ...rest)
  }) as typeof process.emitWarning
}

/**
 * Runs a command line. Returns the exit status. All errors are printed here.
 *
 * @param argv the arguments, without node and script
 */
export async function runCommand(argv: readonly string[], context: VerbContext, version: string): Promise<number> {
  // Secrets are masked before any verb runs, because messages may quote them from files.
  for (const secret of secretsIn(context.env)) if (!isNameOrPlace(secret)) context.hide(secret)
  try {
    return await dispatch(argv, context, version)
  } catch (error) {
    printFailure(error, context)
    return statusOfError(error)
  }
}

/** Words, paths and addresses are not secrets, even in a variable with such a name (`AUTH_METHOD=password`): they occur in many outputs. */
function isNameOrPlace(value: string): boolean {
  return /^(?:[a-z][a-z_-]*|[a-z][a-z0-9+.-]*:\/\/[^@]*|(?:[.~]{0,2}\/[\w.-]+)+\/?)$/i.test(value)
}

/** The context of verbs in this process. The first Ctrl-C asks the verb to stop and save; the second ends the process. */
function processContext(cwd: string): VerbContext {
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
 * Asks the terminal each time: the stream updates its size only with the resize signal, and lines drawn before that would have the old
 * width.
 */
function sizeOf(stream: NodeJS.WriteStream | WriteStream): readonly [columns: number, rows: number] | undefined {
  return stream.isTTY && 'getWindowSize' in stream ? stream.getWindowSize() : undefined
}

/** https://no-color.org: any value except the empty one disables colour. */
function wantsColor(): boolean {
  const { NO_COLOR, CI, TERM } = process.env
  const isOff = (NO_COLOR !== undefined && NO_COLOR !== '') || (CI !== undefined && CI !== '' && CI !== 'false') || TERM === 'dumb'
  return !isOff && process.stdout.isTTY === true && process.stderr.isTTY === true
}

/**
 * Asks for a line; returns an empty one if the user gives none.
 *
 * @param stop called on Ctrl-C: while a line is read, the terminal sends it to the reader, not as a signal
 */
async function lineOf(question: string, stop: () => void): Promise<string> {
  // Loaded only by commands that ask.
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

/** Replaces secrets in everything that is printed: all output passes through it. */
export class SecretMask {
  readonly #secrets = new Set<string>()
  #mask: Mask = (text) => text

  hide(secret: string): void {
    if (this.#secrets.has(secret)) return
    this.#secrets.add(secret)
    this.#mask = maskOf(...this.#secrets)
  }

  mask(text: string): string {
    return this.#mask(text)
  }
}
