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
  quietSqliteWarning()
  exemptLoopback(process.env)
  const lost = lostOutput()
  const status = await runCommand(process.argv.slice(2), processContext(currentFolder()), version)
  // Everything that was written has reached its reader, or has failed to, when this has.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))))
  const problem = lost()
  if (problem !== undefined) process.stderr.write(`error: what was written to stdout is not complete: ${problem.message} (output-lost)\n`)
  // Connections that are kept open for the next request would keep the process waiting.
  process.exit(status === 0 && problem !== undefined ? 1 : status)
}

/** The folder the command runs in; a folder that was removed meanwhile has no path. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    process.stderr.write('error: the folder that this command runs in is gone (no-folder)\n  = Change to one that exists.\n')
    process.exit(2)
  }
}

/**
 * Takes note of output that could not be written. A reader that went away (`| head`) wants no more, and is no reason to leave paid work undone;
 * a full disk behind stdout is a failure that a script must see.
 */
function lostOutput(): () => Error | undefined {
  let lost: Error | undefined
  // oxlint-disable-next-line no-underscore-dangle -- so Node calls what a stream does with a piece
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
    // It is closed.
    return false
  }
}

/** Node writes to a file once, and takes a part for the whole: the disk says that it is full only to who writes the rest. */
function writeWhole(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
  try {
    for (let at = 0; at < chunk.length; ) at += writeSync(process.stdout.fd, chunk, at)
    done()
  } catch (error) {
    done(error as Error)
  }
}

/** This machine is reached without a proxy, whatever the environment says: the emulator of a rehearsal listens there. */
function exemptLoopback(env: NodeJS.ProcessEnv): void {
  const exempt = env['no_proxy'] ?? env['NO_PROXY']
  env['no_proxy'] = [...(exempt ? [exempt] : []), 'localhost', '127.0.0.1', '[::1]'].join(',')
}

/**
 * Node 22 warns that `node:sqlite` is experimental whenever it is loaded; from Node 24 on it is not. To users of the command the warning says
 * nothing, and it would stand in the middle of what they read.
 */
function quietSqliteWarning(): void {
  const emit = process.emitWarning.bind(process) as (...args: unknown[]) => void
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite is an experimental feature')) emit(warning, ...rest)
  }) as typeof process.emitWarning
}

/**
 * Runs a command line. Returns the exit status; whatever goes wrong is printed here, and nowhere else.
 *
 * @param argv without node and script
 */
export async function runCommand(argv: readonly string[], context: VerbContext, version: string): Promise<number> {
  // What is quoted from a file may be a secret of this environment long before it is used as a key.
  for (const secret of secretsIn(context.env)) if (!isNameOrPlace(secret)) context.hide(secret)
  try {
    return await dispatch(argv, context, version)
  } catch (error) {
    printFailure(error, context)
    return statusOfError(error)
  }
}

/** Words, paths and addresses are no secrets, whatever the variable is called that holds one (`AUTH_METHOD=password`): they stand in much that is printed. */
function isNameOrPlace(value: string): boolean {
  return /^(?:[a-z][a-z_-]*|[a-z][a-z0-9+.-]*:\/\/[^@]*|(?:[.~]{0,2}\/[\w.-]+)+\/?)$/i.test(value)
}

/** What a verb may touch of this process. The first Ctrl-C asks it to stop and save; the second ends it at once. */
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

/** Takes secrets out of everything that is printed: the one place that every printer passes through. */
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
