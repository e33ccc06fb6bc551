import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { firstId, firstNumber } from '../expressions/evaluate.ts'
import { isMasked } from '../http/mask.ts'
import { buildRequest } from '../requests/build-request.ts'
import { submissionKey } from '../requests/seal-request.ts'
import { runTask, type TaskWork } from '../tasks/run-task.ts'
import type { SavedTask, Submission, Task } from '../tasks/task.ts'
import { waitForTask } from '../tasks/wait.ts'
import type { CallOptions, SubmitOptions, TaskOptions } from './client-options.ts'
import { type Engine, type EngineOperation, operationOf, taskRulesOf } from './engine.ts'
import { readyInput } from './input-check.ts'
import type { Input } from './provider-client.ts'
import { readTask } from './read-tasks.ts'
import { uploadFiles } from './upload.ts'

/** What is done with an input before it is submitted. */
type Prepare = (engine: Engine, operation: EngineOperation, input: Input, options: CallOptions) => Promise<Input>

/** Either signal: the task's own, which `abort` uses, or the caller's. */
const either = (own: AbortSignal, given: AbortSignal | undefined): AbortSignal =>
  given === undefined ? own : AbortSignal.any([own, given])

/** How a task of an operation is waited for. */
const taskWaiter =
  (engine: Engine, operation: string, { timeoutMs, retry, signal, deadlineMs, poll }: TaskOptions): TaskWork['wait'] =>
  (taskId, { signal: own, onSnapshot }) => {
    const rules = taskRulesOf(engine, operation).poll
    return waitForTask({
      ...engine,
      operation,
      taskId,
      poll: { ...rules, ...poll, deadlineMs: deadlineMs ?? rules.deadlineMs },
      read: (within) => readTask(engine, operation, taskId, { timeoutMs, retry, signal: within, whole: true }),
      onSnapshot: (snapshot) => {
        if (onSnapshot(snapshot)) engine.onEvent?.({ type: 'state', operation, snapshot })
      },
      signals: [own, signal, engine.signal],
    })
  }

const start = (engine: Engine, operation: EngineOperation, input: Input, options: TaskOptions, prepare?: Prepare): Task => {
  const key = submissionKey(options.key)
  const { timeoutMs, retry, signal } = options
  return runTask({
    saved: { provider: engine.table.id, operation: operation.name, key, startedAt: engine.clock.now() },
    submit: async (own) => {
      const call = { timeoutMs, retry, signal: either(own, signal) }
      const ready = prepare === undefined ? input : await prepare(engine, operation, input, call)
      return submitTask(engine, operation, ready, { ...call, key })
    },
    wait: taskWaiter(engine, operation.name, options),
  })
}

/** Submits, and waits. */
export const startTask = (engine: Engine, operation: EngineOperation, input: Input = {}, options: TaskOptions = {}): Task =>
  start(engine, operation, input, options)

/** Before anything is uploaded the input is checked; the submission checks it again, with the ids in the files' place. */
const uploaded: Prepare = async (engine, operation, input, options) => {
  await readyInput({ ...engine, onEvent: undefined }, operation, input)
  return uploadFiles(engine, operation, input, options)
}

/** Uploads the files in the input, submits, and waits. */
export const startTaskWithFiles = (engine: Engine, operation: EngineOperation, input: Input = {}, options: TaskOptions = {}): Task =>
  start(engine, operation, input, options, uploaded)

/** The one request that starts a task. */
export const submitTask = async (
  engine: Engine,
  operation: EngineOperation,
  input: Input,
  options: SubmitOptions = {},
): Promise<Submission> => {
  const { name } = operation
  const rules = taskRulesOf(engine, name)
  const request = buildRequest(operation, await readyInput(engine, operation, input), engine)
  const key = submissionKey(options.key)
  return engine.send(request, { ...options, safety: engine.paid, key }, (answer) => {
    const taskId = firstId(rules.id, answer)
    if (taskId === undefined) throw new UnexpectedAnswerError(answer.facts, { message: "a good answer, but without the task's id" })
    if (isMasked(taskId)) throw new UnexpectedAnswerError(answer.facts, { message: `the task's id repeats a key: ${taskId}` })
    const charged = firstNumber(rules.charged, answer)
    return { operation: name, taskId, key, traceId: answer.facts.traceId, ...(charged === undefined ? {} : { charged }) }
  })
}

const parseSaved = (saved: SavedTask | string): Partial<SavedTask> => {
  try {
    const value: unknown = typeof saved === 'string' ? JSON.parse(saved) : saved
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below.
  }
  return {}
}

/** Waits for a task that was started before. */
export const resumeTask = (engine: Engine, given: SavedTask | string, options: TaskOptions = {}): Task => {
  const { provider, operation, taskId, key = '', startedAt = 0 } = parseSaved(given)
  const { id, idempotency } = engine.table
  if (provider !== id || operation === undefined) {
    throw new ConfigurationError(`This is not a saved task of ${id}.`, { hint: 'Give what JSON.stringify(task) made.' })
  }
  if (taskId === undefined) {
    throw new ConfigurationError('The task was saved before its submission was answered.', {
      // Where the provider does not honour keys, submitting again might be paid for twice.
      hint: idempotency ? `Submit the same input again with its key, ${key}.` : 'Look for it at the provider before submitting again.',
    })
  }
  operationOf(engine, operation)
  return runTask({
    saved: { provider, operation, taskId, key, startedAt },
    submit: async () => ({ taskId, key }),
    wait: taskWaiter(engine, operation, { ...options, poll: { firstMs: 0, ...options.poll } }),
  })
}
