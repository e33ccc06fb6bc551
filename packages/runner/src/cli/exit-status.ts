import type { Outcome } from '../run/run-event.ts'
import { RUN_CODES } from '../show/explain/run-codes.ts'

/** The exit statuses of the command, the same for every verb. */
export const EXIT = { done: 0, failed: 1, usage: 2, budget: 3, decision: 4, auth: 5, interrupted: 130 } as const

/** The exit status of a run. */
export function statusOfOutcome(outcome: Outcome): number {
  return EXIT[outcome]
}

/** The exit status of a command that ends with an error. */
export function statusOfError(error: unknown): number {
  if (typeof error !== 'object' || error === null) return EXIT.failed
  if ('class' in error && error.class === 'auth') return EXIT.auth
  if ('nothingSent' in error && error.nothingSent === true) return EXIT.usage
  const exit = 'code' in error && typeof error.code === 'string' ? RUN_CODES[error.code]?.exit : undefined
  return EXIT[exit ?? 'failed']
}
