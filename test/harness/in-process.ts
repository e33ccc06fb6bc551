import { runCommand, SecretMask } from '../../packages/runner/src/cli/run-process.ts'
import { ownPackage } from '../../packages/runner/src/errors/own-package.ts'
import type { Finished, Invocation } from './shotlist.ts'

export type InProcessInvocation = Invocation & {
  /** Aborts where a process would get Ctrl-C. */
  readonly signal?: AbortSignal
  /** Is called with everything that is written, as it is written. */
  readonly onOutput?: (text: string) => void
}

/**
 * Runs a command line of `shotlist` in this process, from its sources: as the built command does it, without a terminal, and with no key but
 * those given. For every test that does not need a process to kill: it costs a tenth of one.
 */
export async function shotlistInProcess(args: readonly string[], invocation: InProcessInvocation): Promise<Finished> {
  const { cwd, env = {}, signal = new AbortController().signal, onOutput = () => undefined } = invocation
  const secrets = new SecretMask()
  const written = { stdout: '', stderr: '' }
  const output = (stream: keyof typeof written) => ({
    isTTY: false,
    write: (text: string) => {
      const masked = secrets.mask(text)
      written[stream] += masked
      onOutput(masked)
    },
  })
  const code = await runCommand(
    args,
    {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
      stdout: output('stdout'),
      stderr: output('stderr'),
      color: false,
      signal,
      hide: (secret) => secrets.hide(secret),
      mask: (text) => secrets.mask(text),
    },
    ownPackage.version,
  )
  return { code, signal: null, ...written }
}
