import { readFileSync } from 'node:fs'

/** What the command knows of its own package. */
export type Package = { readonly version: string; readonly nodeRange: string }

let known: Package | undefined

/** The package this code is part of. */
export function ownPackage(): Package {
  known ??= read()
  return known
}

function read(): Package {
  // The same from src/cli and from dist/cli.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version, engines } = JSON.parse(text) as { version: string; engines: { node: string } }
  return { version, nodeRange: engines.node }
}
