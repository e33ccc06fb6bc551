import { defined } from '@shotlist/codegen/defined'
import {
  AnswerError,
  ConfigurationError,
  type Download,
  InvalidInputError,
  NetworkError,
  OutcomeUnknownError,
  type ProviderClient,
} from '@shotlist/core'
import type { Failure } from '../errors/failure-classes.ts'
import { failureOf } from './failure.ts'
import { definedOutputs, type StepEvent } from './job-state.ts'

/** What a submission sends: the request, and its idempotency key. */
export type SubmissionRequest = {
  readonly operation: string
  readonly request: Readonly<Record<string, unknown>>
  readonly key: string
}

/**
 * HTTP statuses that say that a provider takes no more at the moment. Core's list of an overloaded server answers another question: which
 * statuses prove that nothing was started.
 */
const FULL_STATUSES: ReadonlySet<number> = new Set([429, 503, 529])

/**
 * Sends a submission once, and returns its outcome as an event. Does not throw, and does not retry: the state machine decides that.
 *
 * @param keep keeps the file of a response that is one, and returns what stands for it among the outputs
 */
export async function submitStep(
  client: ProviderClient,
  { operation, request, key }: SubmissionRequest,
  keep: (file: Download) => Promise<string>,
): Promise<StepEvent> {
  try {
    const { kind, outputs: rules = {} } = client.table.operations[operation] ?? {}
    if (kind !== 'task') {
      const { outputs, body, charged } = await client.call(operation, request, { key, retry: false })
      const file = Object.keys(rules).find((name) => rules[name]?.body)
      if (file === undefined) return { type: 'returned-result', outputs: definedOutputs(outputs), ...defined({ charged }) }
      const kept = await keep(body as Download).catch(lostAnswer)
      if (typeof kept !== 'string') return { type: 'no-response', failure: kept }
      return { type: 'returned-result', outputs: { ...definedOutputs(outputs), [file]: kept }, ...defined({ charged }) }
    }
    const { taskId, charged } = await client.submit(operation, request, { key, retry: false })
    return { type: 'accepted', taskId, ...defined({ charged }) }
  } catch (error) {
    return eventOfError(error)
  }
}

/** The failure of a submission whose response began, so that it was charged, but was not kept whole. */
function lostAnswer(error: unknown): Failure {
  const { message } = failureOf(error)
  return { class: 'network', code: 'outcome-unknown', message: `its file did not arrive whole: ${message}`, retryable: false }
}

/** What an error of a submission proves. Only a response or an undelivered request proves that nothing was started. */
function eventOfError(error: unknown): StepEvent {
  const failure = failureOf(error)
  // The client throws these before it sends anything.
  if (error instanceof InvalidInputError || error instanceof ConfigurationError) return { type: 'refused', failure }
  if (error instanceof AnswerError) {
    const isFull = error.class === 'busy' || error.class === 'rate-limit' || (error.class === 'server' && FULL_STATUSES.has(error.status))
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
