import type { ProviderTable } from '../contract/index.ts'
import { ConfigurationError } from '../errors/configuration-error.ts'
import { type Mask, maskOf } from '../http/mask.ts'
import type { ClientOptions } from './client-options.ts'

/** A key for one request, and the mask that keeps it out of everything else. */
export type Credentials = { readonly key: string | undefined; readonly mask: Mask }

/** What HTTP allows in a header, less what no key has: a key that is quoted in an error by `fetch` would be a key that is known. */
const headerText = /^[\x21-\x7e]+$/

/**
 * How a client comes by its key. A key that is missing is said at once, a function is asked before every request.
 *
 * @throws ConfigurationError without a key, or with one that cannot be.
 */
export const credentialsSource = (
  { id, title, auth, env, keyUrl }: Pick<ProviderTable, 'id' | 'auth' | 'env' | 'keyUrl' | 'title'>,
  { apiKey, mask: further = (text) => text }: Pick<ClientOptions, 'apiKey' | 'mask'>,
): (() => Promise<Credentials> | Credentials) => {
  let last: Credentials = { key: undefined, mask: further }
  const checked = (given: unknown): Credentials => {
    const key = typeof given === 'string' ? given.trim() : ''
    if (key === last.key) return last
    if (headerText.test(key)) {
      const mask = maskOf(key)
      last = { key, mask: (text) => further(mask(text)) }
      return last
    }
    throw new ConfigurationError(
      `The API key for ${id} is empty, or holds characters that no key has (spaces, line ends, letters beyond ASCII).`,
      { hint: `It is usually kept in the environment variable ${env.key}.` },
    )
  }
  if (typeof apiKey === 'function') {
    return async () => {
      let key: unknown
      try {
        key = await apiKey()
      } catch (cause) {
        throw new ConfigurationError('The function given as apiKey failed.', { cause })
      }
      return checked(key)
    }
  }
  if (auth !== null && !apiKey) {
    throw new ConfigurationError(`No API key for ${title}.`, {
      hint: `Pass it as apiKey, for example from the environment variable ${env.key}.${keyUrl === undefined ? '' : ` Keys are to be had at ${keyUrl}.`}`,
    })
  }
  const credentials = auth === null ? last : checked(apiKey)
  return () => credentials
}
