import { suggest } from '@shotlist/codegen/suggest'
import { readDuration } from '../fields/read-duration.ts'
import type { readKnownKeys } from '../fields/read-map.ts'
import { readInteger, readText } from '../fields/read-scalars.ts'
import { readTextList } from '../fields/read-text-list.ts'
import type { IssueList } from '../issue-list.ts'
import type { Policy } from '../manifest.ts'
import type { Node } from '../yaml/node.ts'

/** Keys that `defaults` and jobs have in common. */
export const policyKeys = ['provider', 'retries', 'retry_on', 'timeout'] as const

/** What `retry_on` may name: the error classes, which are the same at every provider. */
const retryClasses = [
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

const maxRetries = 100

/** How failures are met, and where the job goes. */
export function readPolicy(keys: NonNullable<ReturnType<typeof readKnownKeys<(typeof policyKeys)[number]>>>, issues: IssueList): Policy {
  const provider = keys.provider && readText(keys.provider.value, { what: '`provider`', issues })
  const retries = keys.retries && readInteger(keys.retries.value, { what: '`retries`', issues, min: 0, max: maxRetries })
  const timeoutMs = keys.timeout && readDuration(keys.timeout.value, { what: '`timeout`', issues })
  const retryOn = keys.retry_on && readRetryOn(keys.retry_on.value, issues)
  return {
    ...(provider === undefined || keys.provider === undefined ? {} : { provider: { text: provider, place: keys.provider.value } }),
    ...(retries === undefined ? {} : { retries }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retryOn === undefined ? {} : { retryOn }),
  }
}

function readRetryOn(node: Node, issues: IssueList): readonly string[] {
  const names: string[] = []
  for (const { text, place } of readTextList(node, { what: '`retry_on`', issues })) {
    const suggestion = suggest(text, retryClasses)
    if ((retryClasses as readonly string[]).includes(text)) names.push(text)
    else
      issues.add(place, {
        code: 'unknown-value',
        message: `there is no error class \`${text}\``,
        hint: `The classes are ${retryClasses.join(', ')}.`,
        ...(suggestion === undefined ? {} : { suggestion }),
      })
  }
  return names
}
