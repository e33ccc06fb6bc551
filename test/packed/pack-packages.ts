import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../harness/shotlist.ts'

const execute = promisify(execFile)

/** A published package as it would be uploaded, as a tarball in this folder. Returns the tarball's path. */
export async function packPackage(name: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const { stdout } = await execute('pnpm', ['pack', '--json', '--pack-destination', folder], { cwd: join(ROOT, 'packages', name) })
  return (JSON.parse(stdout) as { filename: string }).filename
}

/** Paths of a tarball's files, below the folder that all lie in. */
export async function filesOf(tarball: string): Promise<readonly string[]> {
  const { stdout } = await execute('tar', ['-tzf', tarball])
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/^package\//, '')]))
}
