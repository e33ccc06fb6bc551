import { createRequire } from 'node:module'
import { check } from '../commands/check.ts'
import type { Terminal } from '../commands/codegen-job.ts'
import { coverage } from '../commands/coverage.ts'
import { generate } from '../commands/generate.ts'
import { UsageError } from '../commands/usage-error.ts'
import { TypesError } from '../emit/typescript/types-error.ts'
import { help } from './help.ts'
import { parseArguments } from './parse-arguments.ts'

/** Runs a command line and gives its exit status. Mistakes of the user are printed; others are thrown. */
export async function runCommand(argv: readonly string[], cwd: string, terminal: Terminal): Promise<number> {
  try {
    const invocation = await parseArguments(argv, cwd)
    if (invocation.verb === 'generate') return await generate(invocation.job, terminal)
    if (invocation.verb === 'check') return await check(invocation.job, terminal)
    if (invocation.verb === 'coverage') return coverage(invocation.job, terminal)
    terminal.stdout(invocation.verb === 'help' ? help : `${packageVersion()}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TypesError)) throw error
    terminal.stderr(`shotlist-codegen: ${error.message}\n  ${error.hint}\n`)
    return 2
  }
}

function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('../../package.json') as { version: string }
  return manifest.version
}
