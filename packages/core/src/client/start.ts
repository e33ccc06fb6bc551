import { submissionKey } from '../requests/submission-key.ts'
import { runTask, type TaskWork } from '../tasks/run-task.ts'
import type { Task } from '../tasks/task.ts'
import { waitForTask } from '../tasks/wait.ts'
import type { CallOptions, TaskOptions } from './client-options.ts'
import { type Engine, type EngineOperation, taskRulesOf } from './engine.ts'
import type { Input } from './provider-client.ts'
import { readTask } from './read-task.ts'
import { readyInput } from './ready-input.ts'
import { submitTask } from './submit.ts'
import { uploadFiles } from './upload-files.ts'

/** What is done with an input before it is submitted. */
type Prepare = (engine: Engine, operation: EngineOperation, input: Input, options: CallOptions) => Promise<Input>

/** Either signal: the task's own, which `abort` uses, or the caller's. */
const either = (own: AbortSignal, given: AbortSignal | undefined): AbortSignal =>
  given === undefined ? own : AbortSignal.any([own, given])

/** How a task of an operation is waited for. */
export const taskWaiter =
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
