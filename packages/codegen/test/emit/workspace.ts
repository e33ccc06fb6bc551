import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { runCommand } from '../../src/cli/run-command.ts'

/** The output of a command, and its exit status. */
export type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string }

/**
 * A temporary folder with the workshop's document and a resolvable `@shotlist/core`.
 *
 * @param atEnd Receives the function that removes it. Default: it is removed when the test ends.
 */
export async function makeWorkspace(
  atEnd: (remove: () => Promise<void>) => void = onTestFinished,
): Promise<{ root: string; run: (...argv: string[]) => Promise<Ran> }> {
  const root = await mkdtemp(join(tmpdir(), 'shotlist-codegen-'))
  atEnd(() => rm(root, { recursive: true, force: true }))
  await cp(new URL('workshop.openapi.yaml', import.meta.url), join(root, 'workshop.openapi.yaml'))
  await writeFile(join(root, 'package.json'), '{ "type": "module" }')
  await mkdir(join(root, 'node_modules/@shotlist'), { recursive: true })
  await symlink(new URL('../../../core', import.meta.url), join(root, 'node_modules/@shotlist/core'))
  return { root, run: (...argv) => run(root, argv) }
}

async function run(root: string, argv: readonly string[]): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  const terminal = { stdout: (text: string) => void (stdout += text), stderr: (text: string) => void (stderr += text), color: false }
  const status = await runCommand(argv, root, terminal)
  return { status, stdout, stderr }
}
