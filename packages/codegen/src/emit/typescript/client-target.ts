import type { Origin } from '../generated-file.ts'

/** Location and imports of a provider's client. */
export type ClientTarget = {
  /** Folder of the provider's files, relative to the folder that generation runs in, with forward slashes. */
  readonly folder: string
  /** Module that generated files import the runtime from: a package's name, or a path relative to the folder that generation runs in. */
  readonly runtime: string
  /** File extension of relative imports between generated files. */
  readonly importEnding: '.ts' | '.js'
  readonly origin: Origin
}

/** The runtime's import specifier for a file of the client, `depth` folders below the provider's folder. */
export function runtimeImport(target: ClientTarget, depth: number): string {
  if (!target.runtime.endsWith('.ts')) return target.runtime
  const here = target.folder.split('/').filter((part) => part !== '' && part !== '.')
  const there = target.runtime.split('/').filter((part) => part !== '' && part !== '.')
  let same = 0
  while (same < here.length && here[same] === there[same]) same++
  const up = '../'.repeat(here.length - same + depth)
  return `${up === '' ? './' : up}${there.slice(same).join('/').replace(/\.ts$/, target.importEnding)}`
}

/**
 * The runtime's import specifier for the file of a provider's webhook: `webhooks` beside the runtime, a module or an entry of a package.
 */
export function webhooksImport(target: ClientTarget): string {
  const runtime = runtimeImport(target, 0)
  if (!target.runtime.endsWith('.ts')) return `${runtime.replace(/\/runtime$/, '')}/webhooks`
  return siblingImport(target, `${runtime.slice(0, runtime.lastIndexOf('/'))}/webhooks/index`)
}

/** `./operations/extend.gen` with the target's file extension. */
export function siblingImport(target: ClientTarget, path: string): string {
  return `${path}${target.importEnding}`
}
