import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { ValidateFunction } from 'ajv'
import { packageFile } from '../../errors/own-package.ts'

const folder = packageFile('dist/validators/')
const require = createRequire(import.meta.url)

/**
 * A validator that was compiled when the package was built (`scripts/bundle.js`), by name: `pixverse/text-to-video`, `lockfile/entry`.
 * `undefined` if the build did not compile it. Compiling with ajv takes several times as long as the rest of a short command.
 */
export function compiledValidator(name: string): ValidateFunction | undefined {
  const file = fileURLToPath(new URL(`${name}.cjs`, folder))
  return existsSync(file) ? (require(file) as ValidateFunction) : undefined
}
