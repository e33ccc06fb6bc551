import { defined } from '../contract/defined.ts'
import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { firstId, firstNumber } from '../expressions/evaluate.ts'
import { isMasked } from '../http/mask.ts'
import { idempotencyKeyOf } from '../requests/add-credentials.ts'
import { buildRequest } from '../requests/build-request.ts'
import { runTask, type TaskWork } from '../tasks/run-task.ts'
import type { SavedTask, Submission, Task } from '../tasks/task.ts'
import { idOfSubmission } from '../tasks/task-id.ts'
import { waitForTask } from '../tasks/wait.ts'
import type { CallOptions, Input, SubmitOptions, TaskOptions } from './client-options.ts'
import { type ClientContext, type ClientOperation, operationOf, taskRulesOf } from './context.ts'
import { checkedInput, inputToSend } from './input-check.ts'
import { readTask } from './read-tasks.ts'
import { uploadFiles } from './upload.ts'

/** Prepares an input for its submission. */
type Prepare = (context: ClientContext, operation: ClientOperation, input: Input, options: CallOptions) => Promise<Input>

/** A signal that aborts with the task's own (`task.abort()`) or the caller's. */
function anySignal(taskSignal: AbortSignal, callerSignal: AbortSignal | undefined): AbortSignal {
  return callerSignal === undefined ? taskSignal : AbortSignal.any([taskSignal, callerSignal])
}

/** Makes the function that waits for a task of an operation. */
function taskWaiter(
  context: ClientContext,
  operation: string,
  { timeoutMs, retry, signal, deadlineMs, poll }: TaskOptions,
): TaskWork['wait'] {
  return (taskId, { signal: taskSignal, onSnapshot }) => {
    const rules = taskRulesOf(context, operation).poll
    return waitForTask({
      ...context,
      operation,
      taskId,
      poll: { ...rules, ...poll, deadlineMs: deadlineMs ?? rules.deadlineMs },
      read: (within) => readTask(context, operation, taskId, { timeoutMs, retry, signal: within, requireOutputs: true }),
      onSnapshot: (snapshot) => {
        if (onSnapshot(snapshot)) context.onEvent?.({ type: 'state', operation, snapshot })
      },
      signals: [taskSignal, signal, context.signal],
    })
  }
}

function start(context: ClientContext, operation: ClientOperation, input: Input, options: TaskOptions, prepare?: Prepare): Task {
  const key = idempotencyKeyOf(options.key)
  const { timeoutMs, retry, signal } = options
  return runTask({
    saved: { provider: context.table.id, operation: operation.name, key, startedAt: context.clock.now() },
    submit: async (taskSignal) => {
      const callOptions = { timeoutMs, retry, signal: anySignal(taskSignal, signal) }
      const prepared = prepare === undefined ? input : await prepare(context, operation, input, callOptions)
      return submitTask(context, operation, prepared, { ...callOptions, key })
    },
    wait: taskWaiter(context, operation.name, options),
  })
}

/** Submits and waits. */
export function startTask(context: ClientContext, operation: ClientOperation, input: Input = {}, options: TaskOptions = {}): Task {
  return start(context, operation, input, options)
}

/**
 * Checks the input and the files that go inside the request, then uploads the others. The submission checks it again, with ids in place of the
 * uploads.
 */
const checkAndUpload: Prepare = async (context, operation, input, options) => {
  await checkedInput({ ...context, onEvent: undefined }, operation, input)
  const read = (await operation.embed?.read(context, operation, input)) ?? input
  return uploadFiles(context, operation, read, options)
}

/** Uploads the files in the input, submits, and waits. */
export function startTaskWithFiles(context: ClientContext, operation: ClientOperation, input: Input = {}, options: TaskOptions = {}): Task {
  return start(context, operation, input, options, checkAndUpload)
}

/** Sends the request that starts a task, without waiting for the task. */
export async function submitTask(
  context: ClientContext,
  operation: ClientOperation,
  input: Input,
  options: SubmitOptions = {},
): Promise<Submission> {
  const { name } = operation
  const rules = taskRulesOf(context, name)
  const key = idempotencyKeyOf(options.key)
  const request = buildRequest(operation, await inputToSend(context, operation, input), { ...context, key })
  return context.send(request, { ...options, safety: context.paidSafety, idempotencyKey: key }, (response) => {
    const taskId = idOfSubmission(rules, response)
    if (taskId === undefined) throw new UnexpectedAnswerError(response.facts, { message: "a success response without the task's id" })
    if (isMasked(taskId)) throw new UnexpectedAnswerError(response.facts, { message: `the task's id contains a key: ${taskId}` })
    const charged = firstNumber(rules.charged, response)
    const cancelId = firstId(rules.cancel?.value, response)
    return { operation: name, taskId, key, traceId: response.facts.traceId, ...defined({ charged, cancelId }) }
  })
}

function parseSaved(saved: SavedTask | string): Partial<SavedTask> {
  try {
    const value: unknown = typeof saved === 'string' ? JSON.parse(saved) : saved
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // The caller reports a saved task that cannot be parsed.
  }
  return {}
}

/** Waits for a task that was started before. */
export function resumeTask(context: ClientContext, given: SavedTask | string, options: TaskOptions = {}): Task {
  const { provider, operation, taskId, key = '', startedAt = 0, cancelId } = parseSaved(given)
  const { id, idempotency } = context.table
  if (provider !== id || operation === undefined) {
    throw new ConfigurationError(`This is not a saved task of ${id}.`, { hint: 'Pass the output of JSON.stringify(task).' })
  }
  if (taskId === undefined) {
    throw new ConfigurationError('The task was saved before its submission got a response.', {
      // Without idempotency keys a second submission could be paid twice.
      hint: idempotency ? `Submit the same input again with its key, ${key}.` : 'Look for it at the provider before submitting again.',
    })
  }
  operationOf(context, operation)
  return runTask({
    saved: { provider, operation, taskId, key, startedAt },
    submit: async () => ({ taskId, key, ...defined({ cancelId }) }),
    wait: taskWaiter(context, operation, { ...options, poll: { firstMs: 0, ...options.poll } }),
  })
}
