import { runCommand, SecretMask } from '../../packages/runner/src/cli/run-process.ts'
import { ownPackage } from '../../packages/runner/src/errors/own-package.ts'
import type { Finished, Invocation } from './shotlist.ts'

export type InProcessInvocation = Invocation & {
  /** Has the effect of Ctrl-C. */
  readonly signal?: AbortSignal
  /** Called with each piece of output when it is written. */
  readonly onOutput?: (text: string) => void
}

/**
 * Runs a command line of `shotlist` in this process, from its sources, like the built command: without a terminal, and with no key except
 * the given ones. For every test that does not need to kill a process, because it takes a tenth of the time.
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
