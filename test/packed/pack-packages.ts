import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../harness/shotlist.ts'

const execute = promisify(execFile)

/** Packs a package as it would be published into this folder. Returns the tarball's path. */
export async function packPackage(name: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const { stdout } = await execute('pnpm', ['pack', '--json', '--pack-destination', folder], { cwd: join(ROOT, 'packages', name) })
  return (JSON.parse(stdout) as { filename: string }).filename
}

/** The paths of a tarball's files, below their common folder. */
export async function filesOf(tarball: string): Promise<readonly string[]> {
  const { stdout } = await execute('tar', ['-tzf', tarball])
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/^package\//, '')]))
}
