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
  if (error instanceof NetworkError && error.delivered === 'no') return { type: 'turned-away', failure, because: 'transient' }
  // Whatever else it is, it proves nothing.
  return { type: 'lost', failure, ...defined({ isKeyInUse: isKeyInUse(error) ? true : undefined }) }
}

/** Conflict: the provider works on a request with this key. */
function isKeyInUse(error: unknown): boolean {
  return error instanceof OutcomeUnknownError && error.cause instanceof AnswerError && error.cause.status === 409
}

/** What a read of a task means for its job; undefined while the task is under way. */
export function judgeSnapshot(snapshot: TaskSnapshot): StepEvent | undefined {
  const charged = chargeOf(snapshot.credits)
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
    // A render that broke for no fault of the request may well succeed the next time.
    retryable: kind === 'unknown' || ERROR_CLASSES[kind].passes,
  }
}

/** What the provider says that it charges. */
function chargeOf(charged: number | undefined): { readonly charged?: number } {
  return charged === undefined ? {} : { charged }
}

/** Times its price that a clip may cost, and what one without a price may. */
const MAX_TIMES_PRICE = 1000
const MAX_CHARGE = 1e9

/** Less than nothing would make room in a budget, and what no clip can cost would block it. */
export function isPlausibleCharge(charged: number, price = 0): boolean {
  return charged >= 0 && charged <= (price > 0 ? price * MAX_TIMES_PRICE : MAX_CHARGE)
}
