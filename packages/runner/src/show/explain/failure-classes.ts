import type { FailureClass } from '../../job/failure.ts'
import type { Explanation } from './explanation.ts'

/** The classes that every failure of a job has one of; `retry_on` names them. */
export const failureClasses: Readonly<Record<FailureClass, Explanation>> = {
  'invalid-request': {
    meaning: 'The provider refused the request; the same one will be refused again.',
    remedy: 'Change it as the message says.',
  },
  auth: {
    meaning: 'The key is missing, wrong or expired. Nothing more is submitted to that provider.',
    remedy: 'Mend the key, then run again.',
    exit: 'auth',
  },
  forbidden: { meaning: 'The key is good, but not for this.', remedy: 'Ask the provider for access, or use what the account may use.' },
  'not-found': {
    meaning: 'What the request names is not there.',
    remedy: 'Check ids in the request. An id holds only at the provider, and the account, that gave it out.',
  },
  moderation: {
    meaning: 'The content review refused the prompt, an input or the result. It is not tried again by itself.',
    remedy: 'Change the prompt or the picture. Many refusals can suspend an account: see `stop_after`.',
  },
  quota: {
    meaning: 'No credits are left, or a paid allowance is used up. Nothing more is submitted to that provider.',
    remedy: 'Add credits, then run again.',
  },
  busy: {
    meaning: 'The provider has no free slot. The job waits; this never fails it on its own.',
    remedy: 'Nothing, or lower `concurrency`.',
  },
  'rate-limit': { meaning: 'Too many requests. The job waits; this never fails it on its own.', remedy: 'Nothing, or lower `rate`.' },
  server: { meaning: 'The provider failed.', remedy: 'Run again later; `retries` says how often a job tries by itself.' },
  unknown: { meaning: "The provider's document does not list this failure.", remedy: 'Read its message.' },
  network: { meaning: 'There was no answer, and surely nothing was started.', remedy: 'Check the network, then run again.' },
  timeout: { meaning: 'The task did not end in its time, and may still.', remedy: 'Run again to go on waiting, or raise `timeout`.' },
  file: {
    meaning: 'The result could not be brought home, or an input could not be read.',
    remedy: 'Mend what the message names and run again: nothing is paid for twice.',
  },
  internal: { meaning: 'A mistake in Shotlist itself.', remedy: 'Report it, with the command you ran.' },
}
