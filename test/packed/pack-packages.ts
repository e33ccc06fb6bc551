import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../harness/shotlist.ts'

const PACKAGES = ['core', 'codegen', 'emulator', 'runner'] as const

/**
 * The published packages as they would be uploaded, as tarballs in this folder. Returns the settings of a project that takes each of them
 * from there, also where one depends on another.
 */
export async function packPackages(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  // One after the other: packing writes the manifest of its package.
  for (const name of PACKAGES) {
    await promisify(execFile)('pnpm', ['pack', '--pack-destination', folder], { cwd: join(ROOT, 'packages', name) })
  }
  const tarballs = await readdir(folder)
  const overrides = PACKAGES.map((name) => {
    const tarball = tarballs.find((file) => file.startsWith(`shotlist-${name}-`))
    if (tarball === undefined) throw new Error(`${name} was not packed`)
    return `  '@shotlist/${name}': 'file:${join(folder, tarball)}'\n`
  })
  return `overrides:\n${overrides.join('')}`
}
