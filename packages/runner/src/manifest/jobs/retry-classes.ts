/** The classes of failure that providers tell, which are the same at every provider. */
export const providerClasses = [
  'auth',
  'busy',
  'forbidden',
  'invalid-request',
  'moderation',
  'not-found',
  'quota',
  'rate-limit',
  'server',
  'unknown',
] as const

/** What `retries` may name: the same, a request that never got there, and a task that outlives its time. */
export const retryClasses = [...providerClasses, 'network', 'timeout'] as const

export type RetryClass = (typeof retryClasses)[number]

/** Another try would meet the same refusal, or do harm: repeated hits of the content review can suspend an account. */
export const hopelessClasses: ReadonlySet<string> = new Set<RetryClass>(['moderation', 'invalid-request', 'auth', 'forbidden', 'quota'])
