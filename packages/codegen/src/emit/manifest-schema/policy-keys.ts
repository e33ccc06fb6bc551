import type { JsonSchema } from '../../ir/model.ts'
import { closedObject } from './closed-object.ts'
import { shared, textList } from './values.ts'

const bounds = { minimum: 0, maximum: 100 } as const

const often = (description: string): JsonSchema => ({ type: 'integer', ...bounds, description, examples: [5] })
const never = (description: string): JsonSchema => ({ const: 0, description: `${description} Never tried again.` })

/**
 * How often failures are tried again: one number for all, or one for each class that is named. Not `anyOf`: editors would mark all of it
 * where one class is wrong.
 */
const retries: JsonSchema = {
  ...closedObject({
    server: often('The provider failed.'),
    network: often('The request was never delivered.'),
    timeout: often('The task outlived its `timeout`: it is waited for so many times longer, and never submitted again.'),
    unknown: often("The provider's document does not list this failure."),
    'not-found': often('What the request names is not there.'),
    busy: often('The task failed for want of room. A submission that finds no free slot waits, and does not count.'),
    'rate-limit': often('The task failed because of too many requests. A submission that is turned away waits, and does not count.'),
    moderation: never('The content review refused it; many refusals can suspend an account.'),
    'invalid-request': never('The request is wrong.'),
    auth: never('The key is wrong.'),
    forbidden: never('The key is not good for this.'),
    quota: never('No credits are left.'),
  }),
  ...bounds,
  type: ['integer', 'object'],
  description:
    'How often a failure that may pass is tried again in one run: a number in all, or one for each class. Classes that are not named: as `defaults.retries` says, else 2 in all. Waiting for a free slot does not count.',
  examples: [2, { server: 5, timeout: 1 }],
}

/** Keys that `defaults` and jobs have in common. */
export const policyKeys: Readonly<Record<string, JsonSchema>> = {
  provider: {
    type: 'string',
    minLength: 1,
    description: 'The provider of jobs whose `uses` names only the operation.',
    examples: ['pixverse'],
  },
  retries,
  retry_on: textList(shared('errorClass'), {
    description:
      'The classes of failure that are tried again, of those without a number of their own in `retries`. Default: those that may pass.',
    examples: [['server']],
  }),
  timeout: {
    description: 'How long a clip is waited for. It stays resumable after that.',
    allOf: [shared('duration')],
    examples: ['20m'],
  },
}
