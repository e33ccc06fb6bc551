import { fstatSync, writeSync } from 'node:fs'
import { processContext } from './process-context.ts'
import { quietSqliteWarning } from './quiet-sqlite-warning.ts'
import { runCommand } from './run-command.ts'

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
