import type { Outcome } from '../run/run-event.ts'
import { RUN_CODES } from '../show/explain/run-codes.ts'

/** What the command's exit status says, the same for every verb. */
export const EXIT = { done: 0, failed: 1, usage: 2, budget: 3, decision: 4, auth: 5, interrupted: 130 } as const

/** The exit status of a run. */
export function statusOfOutcome(outcome: Outcome): number {
  return EXIT[outcome]
}

/** The exit status that an error leads to. */
export function statusOfError(error: unknown): number {
  if (typeof error !== 'object' || error === null) return EXIT.failed
  if ('class' in error && error.class === 'auth') return EXIT.auth
  if ('nothingSent' in error && error.nothingSent === true) return EXIT.usage
  const exit = 'code' in error && typeof error.code === 'string' ? RUN_CODES[error.code]?.exit : undefined
  return EXIT[exit ?? 'failed']
}
