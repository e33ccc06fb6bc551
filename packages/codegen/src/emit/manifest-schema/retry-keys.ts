import type { JsonSchema } from '../../ir/model.ts'
import { closedObject } from './closed-object.ts'

const bounds = { minimum: 0, maximum: 100 } as const

const often = (description: string): JsonSchema => ({ type: 'integer', ...bounds, description, examples: [5] })
const never = (description: string): JsonSchema => ({ const: 0, description: `${description} Never tried again.` })

/**
 * How often failures are tried again: one number for all, or one for each class that is named. Not `anyOf`: editors would mark all of it
 * where one class is wrong.
 */
export const retries: JsonSchema = {
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
