import { hopelessClasses } from '../manifest/jobs/retry-classes.ts'
import type { Failure, FailureClass } from './failure.ts'

/** How many more tries there may be: each class that is named has its own, the others share theirs. */
export type Retries = { readonly others: number; readonly classes?: Readonly<Partial<Record<FailureClass, number>>> }

/** Which failures are tried again. */
export type RetryPolicy = {
  readonly retries: Retries
  /** Classes of failure after which the job tries again, of those that have no number of their own; absent: those that may pass. */
  readonly retryOn?: readonly string[]
}

/** Whether a job that failed so deserves another try with a fresh key. */
export function mayRetry(failure: Failure, { retries, retryOn }: RetryPolicy): boolean {
  if (hopelessClasses.has(failure.class)) return false
  const own = retries.classes?.[failure.class]
  if (own !== undefined) return own > 0
  return retries.others > 0 && (retryOn === undefined ? failure.retryable : retryOn.includes(failure.class))
}

/** What is left after one more try. */
export function spendRetry({ others, classes }: Retries, kind: FailureClass): Retries {
  const own = classes?.[kind]
  return own === undefined ? { others: others - 1, ...(classes && { classes }) } : { others, classes: { ...classes, [kind]: own - 1 } }
}
