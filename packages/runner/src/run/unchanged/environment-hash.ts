import { createHash } from 'node:crypto'

/** SHA-256 (hex) of the values of some variables: what they hold is not written anywhere. */
export function environmentHash(names: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  const values = names.map((name) => [name, Object.hasOwn(env, name) ? env[name] : null])
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}
