import { defined } from '@shotlist/codegen/defined'
import { AnswerError, ConfigurationError, InvalidInputError, NetworkError, OutcomeUnknownError, type ProviderClient } from '@shotlist/core'
import { failureOf } from './failure.ts'
import type { Outputs, StepEvent } from './job-state.ts'

/** A submission as it is written down. */
export type SubmissionRequest = {
  readonly operation: string
  readonly request: Readonly<Record<string, unknown>>
  readonly key: string
}

/** The HTTP statuses of a provider that is overloaded, as against one that is broken. */
const OVERLOADED: ReadonlySet<number> = new Set([429, 503, 529])

/**
 * Sends a submission once and says what came of it. Never throws, and never repeats: when and whether to repeat is the machine's decision.
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
  // Both come before anything is sent.
  if (error instanceof InvalidInputError || error instanceof ConfigurationError) return { type: 'refused', failure }
  if (error instanceof AnswerError) {
    const isFull = error.class === 'busy' || error.class === 'rate-limit' || (error.class === 'server' && OVERLOADED.has(error.status))
    return isFull ? { type: 'turned-away', failure, because: 'full' } : { type: 'refused', failure }
  }
  if (error instanceof NetworkError && error.delivered === 'no') return { type: 'turned-away', failure, because: 'trouble' }
  // Whatever else it is, it proves nothing.
  return { type: 'lost', failure, ...defined({ isKeyInUse: isKeyInUse(error) ? true : undefined }) }
}

/** Conflict: the provider works on a request with this key. */
function isKeyInUse(error: unknown): boolean {
  return error instanceof OutcomeUnknownError && error.cause instanceof AnswerError && error.cause.status === 409
}

/** What the provider says that it charges. */
export function chargeOf(charged: number | undefined): { readonly charged?: number } {
  return charged === undefined ? {} : { charged }
}

/** Times its price that a clip may cost, and what one without a price may. */
const MOST_TIMES = 1000
const MOST = 1e9

/** Less than nothing would make room in a budget, and what no clip can cost would block it. */
export function isBelievable(charged: number, price = 0): boolean {
  return charged >= 0 && charged <= (price > 0 ? price * MOST_TIMES : MOST)
}

/** Outputs that are there. */
export function definedOutputs(outputs: Readonly<Record<string, string | number | undefined>>): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter((entry): entry is [string, string | number] => entry[1] !== undefined))
}

/** For so long a provider that honours keys is trusted to remember one; how long they do, hardly any says. */
const REMEMBERED_MS = 24 * 3_600_000

/** Clocks are set by so much, for daylight or because they went wrong, without an end to all trust in them. */
const APART_MS = 3 * 3_600_000

/**
 * Whether a key was sent so long ago that the provider may have forgotten it. A time that is not known, or is still to come, says that a clock was
 * wrong then or is now: how long it was, nobody can say, and it may have been too long.
 */
export function isKeyOld(sentAtMs: number, nowMs: number): boolean {
  const age = nowMs - sentAtMs
  return !(age >= -APART_MS && age <= REMEMBERED_MS)
}

/**
 * Judges keys by a clock: where it was set back, or was wrong before, since something was written down, all may be old.
 *
 * @param lastAt ISO time of what was written down last
 * @returns whether a key is old that was sent at an ISO time
 */
export function keyJudge(lastAt: string | undefined, now: () => number): (sentAt: string | undefined) => boolean {
  const isSetBack = lastAt !== undefined && Date.parse(lastAt) > now() + APART_MS
  return (sentAt) => isSetBack || isKeyOld(Date.parse(sentAt ?? ''), now())
}
