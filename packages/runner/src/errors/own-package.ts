import { readFileSync } from 'node:fs'

/** The version of this package, and the Node.js versions it runs on (a semver range). */
export type Package = { readonly version: string; readonly nodeRange: string }

/** The URL of a file of this package. The relative path is the same from `src/errors` and from the bundle in `dist/cli`. */
export function packageFile(path: string): URL {
  return new URL(`../../${path}`, import.meta.url)
}

function read(): Package {
  const { version, engines } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as {
    version: string
    engines: { node: string }
  }
  return { version, nodeRange: engines.node }
}

/** The package this code is part of. */
export const ownPackage: Package = read()
