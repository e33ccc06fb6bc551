import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

const INSTALLED = join('node_modules', 'shotlist', 'schema', 'manifest.schema.json')

/**
 * Where editors find the manifest's schema, as seen from a folder: in the nearest `node_modules` that has it. Where none has, in the
 * folder's own, where it will be once the package is installed.
 */
export function schemaReference(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, INSTALLED))) return pathFrom(folder, join(at, INSTALLED))
    if (dirname(at) === at) return pathFrom(folder, join(folder, INSTALLED))
  }
}

function pathFrom(folder: string, path: string): string {
  const found = relative(folder, path).split(sep).join('/')
  return found.startsWith('.') ? found : `./${found}`
}
