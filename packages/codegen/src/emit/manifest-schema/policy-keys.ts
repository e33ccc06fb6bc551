import type { JsonSchema } from '../../ir/model.ts'
import { shared, textList } from './values.ts'

/** Keys that `defaults` and jobs have in common. */
export const policyKeys: Readonly<Record<string, JsonSchema>> = {
  provider: {
    type: 'string',
    minLength: 1,
    description: 'The provider of jobs whose `uses` names only the operation.',
    examples: ['pixverse'],
  },
  retries: {
    type: 'integer',
    minimum: 0,
    maximum: 100,
    description: 'How often a definite failure that may pass is tried again. Waiting for a free slot does not count.',
    examples: [2],
  },
  retry_on: textList(shared('errorClass'), { description: 'Classes of failure that are tried again.', examples: [['server']] }),
  timeout: {
    description: 'How long a clip is waited for. It stays resumable after that.',
    allOf: [shared('duration')],
    examples: ['20m'],
  },
}
