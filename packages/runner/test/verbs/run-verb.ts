import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { onTestFinished } from 'vitest'
import { SecretMask } from '../../src/cli/run-process.ts'
import type { Verb, VerbContext, VerbOptions } from '../../src/cli/verb.ts'
import type { Output } from '../../src/show/text/output.ts'

/** A folder with these files, removed when the test ends. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-verb-'))
  // Retried, because a shell that is ending may still write its history.
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

type Given = {
  readonly cwd: string
  readonly args?: readonly string[]
  readonly options?: VerbOptions
  readonly env?: Readonly<Record<string, string>>
  /** Stands for Ctrl-C when it aborts. */
  readonly signal?: AbortSignal
  /** Answers questions, like a user on a terminal. */
  readonly ask?: VerbContext['ask']
  /** Receives all output. */
  readonly onOutput?: (text: string) => void
}

/** Runs a verb as the command does, without a terminal, and returns its output. */
export async function runVerb(
  verb: Verb,
  { cwd, args = [], options = {}, env = {}, signal = new AbortController().signal, ask, onOutput = () => undefined }: Given,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const stdout = collector(onOutput)
  const stderr = collector(onOutput)
  const secrets = new SecretMask()
  const status = await verb.run(
    {
      cwd,
      env,
      stdout,
      stderr,
      color: false,
      signal,
      hide: (secret) => secrets.hide(secret),
      mask: (text) => secrets.mask(text),
      ...defined({ ask }),
    },
    args,
    options,
  )
  return { status, stdout: stdout.text(), stderr: stderr.text() }
}

function collector(onOutput: (text: string) => void): Output & { text(): string } {
  let written = ''
  return {
    isTTY: false,
    write: (text) => {
      written += text
      onOutput(text)
    },
    text: () => written,
  }
}
