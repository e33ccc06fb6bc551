import type { ProviderTable } from '../contract/index.ts'
import { AbortedError, ConfigurationError } from '../errors/shotlist-error.ts'
import { type Mask, maskOf } from '../http/mask.ts'
import type { TimeScope } from '../http/time-scope.ts'
import type { ClientOptions } from './client-options.ts'

/** The API key for one request, and the mask that keeps it out of errors, events and responses. */
export type Credentials = { readonly apiKey: string | undefined; readonly mask: Mask }

/** Printable ASCII without spaces. Checked here because `fetch` would quote an invalid header, and so the key, in its error. */
const API_KEY_TEXT = /^[\x21-\x7e]+$/

/**
 * Returns the function that supplies the credentials of a request within its time. A missing API key is reported at once; an `apiKey` function is
 * called before every request.
 *
 * @throws ConfigurationError without an API key, or with an invalid one.
 */
export function credentialsSource(
  { id, title, auth, env, keyUrl }: Pick<ProviderTable, 'id' | 'auth' | 'env' | 'keyUrl' | 'title'>,
  { apiKey: given, mask: callersMask = (text) => text }: Pick<ClientOptions, 'apiKey' | 'mask'>,
): (scope: TimeScope, operation: string) => Promise<Credentials> | Credentials {
  let last: Credentials = { apiKey: undefined, mask: callersMask }
  const checked = (value: unknown): Credentials => {
    const apiKey = typeof value === 'string' ? value.trim() : ''
    if (apiKey === last.apiKey) return last
    if (!API_KEY_TEXT.test(apiKey)) {
      throw new ConfigurationError(
        `The API key for ${id} is empty or contains invalid characters (spaces, line endings, non-ASCII letters).`,
        { hint: `It is usually kept in the environment variable ${env.key}.` },
      )
    }
    const mask = maskOf(apiKey)
    last = { apiKey, mask: (text) => callersMask(mask(text)) }
    return last
  }
  if (typeof given === 'function') {
    const call = async (): Promise<unknown> => {
      try {
        return await given()
      } catch (cause) {
        throw new ConfigurationError('The apiKey function failed.', { cause })
      }
    }
    return async (scope, operation) => {
      try {
        return checked(await scope.race(call()))
      } catch (error) {
        if (scope.timedOut) throw new ConfigurationError('The apiKey function returned no key in time.')
        throw scope.signal.aborted ? new AbortedError(operation, { cause: scope.signal.reason }) : error
      }
    }
  }
  if (auth !== null && !given) {
    throw new ConfigurationError(`No API key for ${title}.`, {
      hint: `Pass it as apiKey, for example from the environment variable ${env.key}.${keyUrl === undefined ? '' : ` Get a key at ${keyUrl}.`}`,
    })
  }
  const credentials = auth === null ? last : checked(given)
  return () => credentials
}
