import type { ProviderTable } from '../contract/index.ts'
import { AnswerError } from '../errors/answer-error.ts'
import type { EnvelopeError } from '../errors/envelope-error.ts'
import type { HttpStatusError } from '../errors/http-status-error.ts'
import type { Clock } from '../http/clock.ts'
import { classify } from './classify.ts'

/** An error is not kept back for longer than this to be explained. */
const patienceMs = 1_000

export type ExplainOptions = { readonly whole: (() => Promise<ProviderTable>) | undefined; readonly clock: Clock }

/** The error with what the document says it means and what to do about it, where that is not in the bundle but can be loaded. */
export const explainAnswer = async (thrown: unknown, { whole, clock }: ExplainOptions): Promise<unknown> => {
  if (whole === undefined || !(thrown instanceof AnswerError)) return thrown
  try {
    const patience = new AbortController()
    const table = await Promise.race([whole(), clock.sleep(patienceMs, patience.signal)])
    patience.abort()
    if (table === undefined) return thrown
    const { meaning, hint } = classify(table.errors, { code: thrown.providerCode, status: thrown.status })
    const Kind = thrown.constructor as typeof EnvelopeError | typeof HttpStatusError
    return new Kind(thrown, { ...thrown, meaning, hint, providerMessage: thrown.providerMessage })
  } catch {
    return thrown
  }
}
