import type { JsonSchema } from '../../ir/model.ts'
import { retries } from './retry-keys.ts'
import { shared, textList } from './values.ts'

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
