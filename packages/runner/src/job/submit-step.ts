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

/** What a submission sends: the request, and its idempotency key. */
export type SubmissionRequest = {
  readonly operation: string
  readonly request: Readonly<Record<string, unknown>>
  readonly key: string
}

/** HTTP statuses that say that a provider is overloaded, not broken. */
const OVERLOADED: ReadonlySet<number> = new Set([429, 503, 529])

/** Sends a submission once, and returns its outcome as an event. Does not throw, and does not retry: the state machine decides that. */
export async function submitStep(client: ProviderClient, { operation, request, key }: SubmissionRequest): Promise<StepEvent> {
  try {
    if (client.table.operations[operation]?.kind !== 'task') {
      const { outputs } = await client.call(operation, request, { key, retry: false })
      return { type: 'returned-result', outputs: definedOutputs(outputs) }
    }
    const { taskId, charged } = await client.submit(operation, request, { key, retry: false })
    return { type: 'accepted', taskId, ...defined({ charged }) }
  } catch (error) {
    return eventOfError(error)
  }
}

/** What an error of a submission proves. Only a response or an undelivered request proves that nothing was started. */
function eventOfError(error: unknown): StepEvent {
  const failure = failureOf(error)
  // The client throws these before it sends anything.
  if (error instanceof InvalidInputError || error instanceof ConfigurationError) return { type: 'refused', failure }
  if (error instanceof AnswerError) {
    const isFull = error.class === 'busy' || error.class === 'rate-limit' || (error.class === 'server' && OVERLOADED.has(error.status))
    return isFull ? { type: 'turned-away', failure, because: 'full' } : { type: 'refused', failure }
  }
  if (error instanceof NetworkError && error.delivered === 'no') return { type: 'turned-away', failure, because: 'transient' }
  // All other errors leave open whether a task was started.
  return { type: 'no-response', failure, ...defined({ isKeyInUse: isKeyInUse(error) ? true : undefined }) }
}

/** HTTP 409: the provider still works on a request with this key. */
function isKeyInUse(error: unknown): boolean {
  return error instanceof OutcomeUnknownError && error.cause instanceof AnswerError && error.cause.status === 409
}

/** The event that follows from a poll of a task; undefined if the task has not ended. */
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
    // Without a reason the request is probably not at fault: another attempt may succeed.
    retryable: kind === 'unknown' || ERROR_CLASSES[kind].passes,
  }
}

/** The highest believable charge: this many times the price, and an amount for a clip without a price. */
const MAX_PRICE_FACTOR = 1000
const MAX_CHARGE = 1e9

/** Whether a charge is plausible. A negative charge would make room in a budget, and one far above any price would block it. */
export function isPlausibleCharge(charged: number, price = 0): boolean {
  return charged >= 0 && charged <= (price > 0 ? price * MAX_PRICE_FACTOR : MAX_CHARGE)
}
