import { readDuration } from '../fields/read-duration.ts'
import type { readKnownKeys } from '../fields/read-map.ts'
import { readText } from '../fields/read-scalars.ts'
import type { IssueList } from '../issue-list.ts'
import type { Policy } from '../manifest.ts'
import { readRetries, readRetryOn } from './read-retries.ts'

/** Keys that `defaults` and jobs have in common. */
export const policyKeys = ['provider', 'retries', 'retry_on', 'timeout'] as const

/** How failures are met, and where the job goes. */
export function readPolicy(keys: NonNullable<ReturnType<typeof readKnownKeys<(typeof policyKeys)[number]>>>, issues: IssueList): Policy {
  const provider = keys.provider && readText(keys.provider.value, { what: '`provider`', issues })
  const retries = keys.retries && readRetries(keys.retries.value, issues)
  const timeoutMs = keys.timeout && readDuration(keys.timeout.value, { what: '`timeout`', issues })
  const retryOn = keys.retry_on && readRetryOn(keys.retry_on.value, issues)
  return {
    ...(provider === undefined || keys.provider === undefined ? {} : { provider: { text: provider, place: keys.provider.value } }),
    ...(retries === undefined ? {} : { retries }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retryOn === undefined ? {} : { retryOn }),
  }
}
