import type { ProviderTable } from '../contract/index.ts'
import { ConfigurationError } from '../errors/configuration-error.ts'
import { type Mask, maskOf } from '../http/mask.ts'
import type { ApiKey } from './client-options.ts'

/** A key for one request, and the mask that keeps it out of everything else. */
export type Credentials = { readonly key: string | undefined; readonly mask: Mask }

/** What HTTP allows in a header, less what no key has: a key that is quoted in an error by `fetch` would be a key that is known. */
const headerText = /^[\x21-\x7e]+$/

const checked = (key: unknown, { id }: Pick<ProviderTable, 'id'>): Credentials => {
  const text = typeof key === 'string' ? key.trim() : ''
  if (headerText.test(text)) return { key: text, mask: maskOf(text) }
  throw new ConfigurationError(
    `The API key for ${id} is empty, or holds characters that no key has (spaces, line ends, letters beyond ASCII).`,
  )
}

/**
 * How a client comes by its key. A key that is missing is said at once, a function is asked before every request.
 *
 * @throws ConfigurationError without a key, or with one that cannot be.
 */
export const credentialsSource = (
  table: Pick<ProviderTable, 'id' | 'auth' | 'env' | 'keyUrl' | 'title'>,
  apiKey: ApiKey | undefined,
): (() => Promise<Credentials> | Credentials) => {
  if (typeof apiKey === 'function') {
    return async () => {
      let key: unknown
      try {
        key = await apiKey()
      } catch (cause) {
        throw new ConfigurationError('The function given as apiKey failed.', { cause })
      }
      return checked(key, table)
    }
  }
  const open: Credentials = { key: undefined, mask: (text) => text }
  if (table.auth === null) return () => open
  if (apiKey === undefined || apiKey === '') {
    const from = table.keyUrl === undefined ? '' : ` Keys are to be had at ${table.keyUrl}.`
    throw new ConfigurationError(`No API key for ${table.title}.`, {
      hint: `Pass it as apiKey, for example from the environment variable ${table.env.key}.${from}`,
    })
  }
  const credentials = checked(apiKey, table)
  return () => credentials
}
