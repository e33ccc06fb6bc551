import { defined } from '@shotlist/codegen/defined'
import { AnswerError, ConfigurationError, InvalidInputError, NetworkError, OutcomeUnknownError, type ProviderClient } from '@shotlist/core'
import { failureOf } from './failure.ts'
import type { Outputs, StepEvent } from './job-state.ts'

/** A submission as the journal records it. */
export type SubmissionRequest = {
  readonly operation: string
  readonly request: Readonly<Record<string, unknown>>
  readonly key: string
}

/** HTTP statuses that say that a provider is overloaded, not broken. */
const OVERLOADED: ReadonlySet<number> = new Set([429, 503, 529])

/**
 * Sends a submission once and returns its result as an event. Never throws and never repeats: the state machine decides about repetitions.
 */
export async function submitStep(client: ProviderClient, { operation, request, key }: SubmissionRequest): Promise<StepEvent> {
  try {
    if (client.table.operations[operation]?.kind !== 'task') {
      const { outputs } = await client.call(operation, request, { key, retry: false })
      return { type: 'answered', outputs: definedOutputs(outputs) }
    }
    const { taskId, charged } = await client.submit(operation, request, { key, retry: false })
    return { type: 'accepted', taskId, ...chargeOf(charged) }
  } catch (error) {
    return eventOfRefusal(error)
  }
}

function eventOfRefusal(error: unknown): StepEvent {
  const failure = failureOf(error)
  // Both are thrown before anything is sent.
  if (error instanceof InvalidInputError || error instanceof ConfigurationError) return { type: 'refused', failure }
  if (error instanceof AnswerError) {
    const isFull = error.class === 'busy' || error.class === 'rate-limit' || (error.class === 'server' && OVERLOADED.has(error.status))
    return isFull ? { type: 'turned-away', failure, because: 'full' } : { type: 'refused', failure }
  }
  if (error instanceof NetworkError && error.delivered === 'no') return { type: 'turned-away', failure, because: 'trouble' }
  // No other error proves that nothing was started.
  return { type: 'lost', failure, ...defined({ isKeyInUse: isKeyInUse(error) ? true : undefined }) }
}

/** HTTP 409: the provider still works on a request with this key. */
function isKeyInUse(error: unknown): boolean {
  return error instanceof OutcomeUnknownError && error.cause instanceof AnswerError && error.cause.status === 409
}

/** The charge that the provider reports, as an optional field. */
export function chargeOf(charged: number | undefined): { readonly charged?: number } {
  return charged === undefined ? {} : { charged }
}

/** The highest believable charge: this many times the price, and an amount for a clip without a price. */
const MAX_PRICE_FACTOR = 1000
const MOST = 1e9

/** Whether a charge is plausible. A negative charge would make room in a budget, and one far above any price would block it. */
export function isBelievable(charged: number, price = 0): boolean {
  return charged >= 0 && charged <= (price > 0 ? price * MAX_PRICE_FACTOR : MOST)
}

/** The outputs that have a value. */
export function definedOutputs(outputs: Readonly<Record<string, string | number | undefined>>): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter((entry): entry is [string, string | number] => entry[1] !== undefined))
}

/** How long Shotlist assumes that a provider remembers a key. Hardly any provider documents it. */
const KEY_LIFETIME_MS = 24 * 3_600_000

/** How far a clock may be set back (for example for daylight saving) before its times are distrusted. */
const CLOCK_TOLERANCE_MS = 3 * 3_600_000

/**
 * Whether a key was sent so long ago that the provider may have forgotten it. Also true for a time that is unknown or in the future: a
 * clock was or is wrong, so the age is unknown.
 */
export function isKeyOld(sentAtMs: number, nowMs: number): boolean {
  const age = nowMs - sentAtMs
  return !(age >= -CLOCK_TOLERANCE_MS && age <= KEY_LIFETIME_MS)
}

/**
 * Judges the age of keys by a clock. If the clock was set back since the last record, all keys may be old.
 *
 * @param lastAt ISO time of the last record
 * @returns a function that says whether a key that was sent at an ISO time may be forgotten
 */
export function keyJudge(lastAt: string | undefined, now: () => number): (sentAt: string | undefined) => boolean {
  const isSetBack = lastAt !== undefined && Date.parse(lastAt) > now() + CLOCK_TOLERANCE_MS
  return (sentAt) => isSetBack || isKeyOld(Date.parse(sentAt ?? ''), now())
}
