import { fileURLToPath } from 'node:url'

/** The repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** The built command. */
export const command = fileURLToPath(new URL('../../packages/runner/dist/cli/main.js', import.meta.url))

/** A program of this folder that is measured as a separate process. */
export function program(name: string): string {
  return fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
}
