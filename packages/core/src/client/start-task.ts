import { defined } from '../contract/defined.ts'
import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { firstId, firstNumber } from '../expressions/evaluate.ts'
import { isMasked } from '../http/mask.ts'
import { buildRequest } from '../requests/build-request.ts'
import { submissionKey } from '../requests/seal-request.ts'
import { runTask, type TaskWork } from '../tasks/run-task.ts'
import type { SavedTask, Submission, Task } from '../tasks/task.ts'
import { waitForTask } from '../tasks/wait.ts'
import type { CallOptions, Input, SubmitOptions, TaskOptions } from './client-options.ts'
import { type ClientContext, type ClientOperation, operationOf, taskRulesOf } from './context.ts'
import { readyInput } from './input-check.ts'
import { readTask } from './read-tasks.ts'
import { uploadFiles } from './upload.ts'

/** What is done with an input before it is submitted. */
type Prepare = (context: ClientContext, operation: ClientOperation, input: Input, options: CallOptions) => Promise<Input>

/** Either signal: the task's own, which `abort` uses, or the caller's. */
function either(own: AbortSignal, given: AbortSignal | undefined): AbortSignal {
  return given === undefined ? own : AbortSignal.any([own, given])
}

/** How a task of an operation is waited for. */
function taskWaiter(
  context: ClientContext,
  operation: string,
  { timeoutMs, retry, signal, deadlineMs, poll }: TaskOptions,
): TaskWork['wait'] {
  return (taskId, { signal: own, onSnapshot }) => {
    const rules = taskRulesOf(context, operation).poll
    return waitForTask({
      ...context,
      operation,
      taskId,
      poll: { ...rules, ...poll, deadlineMs: deadlineMs ?? rules.deadlineMs },
      read: (within) => readTask(context, operation, taskId, { timeoutMs, retry, signal: within, whole: true }),
      onSnapshot: (snapshot) => {
        if (onSnapshot(snapshot)) context.onEvent?.({ type: 'state', operation, snapshot })
      },
      signals: [own, signal, context.signal],
    })
  }
}

function start(context: ClientContext, operation: ClientOperation, input: Input, options: TaskOptions, prepare?: Prepare): Task {
  const key = submissionKey(options.key)
  const { timeoutMs, retry, signal } = options
  return runTask({
    saved: { provider: context.table.id, operation: operation.name, key, startedAt: context.clock.now() },
    submit: async (own) => {
      const call = { timeoutMs, retry, signal: either(own, signal) }
      const ready = prepare === undefined ? input : await prepare(context, operation, input, call)
      return submitTask(context, operation, ready, { ...call, key })
    },
    wait: taskWaiter(context, operation.name, options),
  })
}

/** Submits, and waits. */
export function startTask(context: ClientContext, operation: ClientOperation, input: Input = {}, options: TaskOptions = {}): Task {
  return start(context, operation, input, options)
}

/** Before anything is uploaded the input is checked; the submission checks it again, with the ids in the files' place. */
const uploaded: Prepare = async (context, operation, input, options) => {
  await readyInput({ ...context, onEvent: undefined }, operation, input)
  return uploadFiles(context, operation, input, options)
}

/** Uploads the files in the input, submits, and waits. */
export function startTaskWithFiles(context: ClientContext, operation: ClientOperation, input: Input = {}, options: TaskOptions = {}): Task {
  return start(context, operation, input, options, uploaded)
}

/** The one request that starts a task. */
export async function submitTask(
  context: ClientContext,
  operation: ClientOperation,
  input: Input,
  options: SubmitOptions = {},
): Promise<Submission> {
  const { name } = operation
  const rules = taskRulesOf(context, name)
  const request = buildRequest(operation, await readyInput(context, operation, input), context)
  const key = submissionKey(options.key)
  return context.send(request, { ...options, safety: context.paid, key }, (answer) => {
    const taskId = firstId(rules.id, answer)
    if (taskId === undefined) throw new UnexpectedAnswerError(answer.facts, { message: "a good answer, but without the task's id" })
    if (isMasked(taskId)) throw new UnexpectedAnswerError(answer.facts, { message: `the task's id repeats a key: ${taskId}` })
    const charged = firstNumber(rules.charged, answer)
    return { operation: name, taskId, key, traceId: answer.facts.traceId, ...defined({ charged }) }
  })
}

function parseSaved(saved: SavedTask | string): Partial<SavedTask> {
  try {
    const value: unknown = typeof saved === 'string' ? JSON.parse(saved) : saved
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below.
  }
  return {}
}

/** Waits for a task that was started before. */
export function resumeTask(context: ClientContext, given: SavedTask | string, options: TaskOptions = {}): Task {
  const { provider, operation, taskId, key = '', startedAt = 0 } = parseSaved(given)
  const { id, idempotency } = context.table
  if (provider !== id || operation === undefined) {
    throw new ConfigurationError(`This is not a saved task of ${id}.`, { hint: 'Give what JSON.stringify(task) made.' })
  }
  if (taskId === undefined) {
    throw new ConfigurationError('The task was saved before its submission was answered.', {
      // Where the provider does not honour keys, submitting again might be paid for twice.
      hint: idempotency ? `Submit the same input again with its key, ${key}.` : 'Look for it at the provider before submitting again.',
    })
  }
  operationOf(context, operation)
  return runTask({
    saved: { provider, operation, taskId, key, startedAt },
    submit: async () => ({ taskId, key }),
    wait: taskWaiter(context, operation, { ...options, poll: { firstMs: 0, ...options.poll } }),
  })
}
