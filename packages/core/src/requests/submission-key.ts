import { ConfigurationError } from '../errors/configuration-error.ts'
import { randomUuid } from '../http/uuid.ts'

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * The key of a submission: the caller's, or a random one. In lower case, because providers compare it as text.
 *
 * @throws ConfigurationError when it is not a UUID.
 */
export const submissionKey = (given: string | undefined): string => {
  if (given === undefined) return randomUuid()
  if (uuid.test(given)) return given.toLowerCase()
  throw new ConfigurationError(`The key ${JSON.stringify(given)} is not a UUID.`, { hint: 'Give a UUID, or none for a random one.' })
}
