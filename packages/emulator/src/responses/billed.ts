import type { ErrorClass, ErrorRules, TaskRules } from '../documents/terms.ts'
import { codeFor, listedRule } from './error-response.ts'

/** Why a task failed. `isBilled`: its charge stays. */
export type Failure = { readonly class: ErrorClass; readonly code?: string; readonly message: string; readonly isBilled?: boolean }

/** A failed task of a document. */
export type FailedTask = {
  readonly rules: TaskRules
  readonly errors: ErrorRules
  readonly failure: { readonly class: ErrorClass; readonly code?: string | undefined }
}

/**
 * Whether a failed task is charged, by the document. If the response says so, it is not. If the document speaks only of other failures, it is,
 * because clients must expect that.
 */
export function isBilled(failed: FailedTask): boolean {
  const says = billingRule(failed)
  return typeof says === 'boolean' && says
}

/** The places in the response that say what the failed task costs. */
export function costPlaces(failed: FailedTask): readonly string[] {
  const says = billingRule(failed)
  return typeof says === 'object' ? says : []
}

function billingRule({ rules, errors, failure }: FailedTask): boolean | readonly string[] {
  const { billable } = rules.failure
  if (billable === undefined) return false
  const code = failure.code ?? codeFor(errors, { class: failure.class }).code
  return listedRule(billable, code) ?? billable[failure.class] ?? billable['*'] ?? true
}
