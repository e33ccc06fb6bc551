import { defined } from '@shotlist/codegen/defined'
import {
  AnswerError,
  ConfigurationError,
  InvalidInputError,
  NetworkError,
  OutcomeUnknownError,
  type ProviderClient,
  type TaskSnapshot,
} from '@shotlist/core'
import { ERROR_CLASSES } from '@shotlist/core/contract'
import type { Failure } from '../errors/failure-classes.ts'
import { failureOf, reasonText } from './failure.ts'
import { definedOutputs, type StepEvent } from './job-state.ts'

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
    return { type: 'accepted', taskId, ...defined({ charged }) }
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
  if (error instanceof NetworkError && error.delivered === 'no') return { type: 'turned-away', failure, because: 'transient' }
  // No other error proves that nothing was started.
  return { type: 'lost', failure, ...defined({ isKeyInUse: isKeyInUse(error) ? true : undefined }) }
}

/** HTTP 409: the provider still works on a request with this key. */
function isKeyInUse(error: unknown): boolean {
  return error instanceof OutcomeUnknownError && error.cause instanceof AnswerError && error.cause.status === 409
}

/** The event that a poll of a task means for its job. Returns undefined while the task is not over. */
export function judgeSnapshot(snapshot: TaskSnapshot): StepEvent | undefined {
  const charged = defined({ charged: snapshot.credits })
  if (snapshot.state === 'succeeded') return { type: 'succeeded', outputs: definedOutputs(snapshot.outputs), ...charged }
  if (snapshot.state === 'failed') return { type: 'task-failed', failure: failureOfTask(snapshot), ...charged }
  return undefined
}

function failureOfTask({ failure }: TaskSnapshot): Failure {
  const kind = failure?.class ?? 'unknown'
  return {
    class: kind,
    code: failure?.code ?? 'task-failed',
    message: failure === undefined ? 'the provider gives no reason' : reasonText(failure.message, failure.meaning),
    ...defined({ hint: failure?.hint }),
    // A failure that the document does not list says nothing about another attempt, which would be paid.
    retryable: failure?.retry ?? ERROR_CLASSES[kind].passes,
  }
}

/** The highest believable charge: this many times the price, and an amount for a clip without a price. */
const MAX_PRICE_FACTOR = 1000
const MAX_CHARGE = 1e9

/** Whether a charge is plausible. A negative charge would make room in a budget, and one far above any price would block it. */
export function isPlausibleCharge(charged: number, price = 0): boolean {
  return charged >= 0 && charged <= (price > 0 ? price * MAX_PRICE_FACTOR : MAX_CHARGE)
}
