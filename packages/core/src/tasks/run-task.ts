import { defined } from '../contract/defined.ts'
import type { SavedTask, Submission, Task, TaskResult, TaskSnapshot } from './task.ts'

/** A submission, or the parts of it that a saved task holds. */
type Submitted = Awaited<Task['submitted']>

export type TaskWork = {
  /** What `toJSON` returns, before the task's id is added. */
  readonly saved: SavedTask
  readonly submit: (signal: AbortSignal) => Promise<Submitted>
  readonly wait: (
    taskId: string,
    options: {
      readonly signal: AbortSignal
      /** Records the result of a read; returns whether the state changed. */
      readonly onSnapshot: (snapshot: TaskSnapshot) => boolean
    },
  ) => Promise<TaskSnapshot>
}

function resultOf({ taskId, outputs, credits, body }: TaskSnapshot, submitted: Submitted): TaskResult {
  const cost = credits ?? submitted.charged
  return {
    taskId,
    outputs,
    ...defined({ credits: cost, submission: submitted.operation === undefined ? undefined : (submitted as Submission) }),
    body,
  }
}

function isChange(before: TaskSnapshot | undefined, now: TaskSnapshot): boolean {
  return before?.state !== now.state || before.raw !== now.raw || before.progress !== now.progress
}

/** Submits a task at once and returns the object for it, which waits for its end. */
export function runTask({ saved, submit, wait }: TaskWork): Task {
  const stop = new AbortController()
  const feed = createChangeFeed<TaskSnapshot>()
  let { taskId, cancelId } = saved
  const onSnapshot = (snapshot: TaskSnapshot): boolean => {
    const changed = isChange(task.latest, snapshot)
    task.latest = snapshot
    if (changed) feed.push(snapshot)
    return changed
  }

  const submitted = submit(stop.signal).then((submission) => {
    taskId = submission.taskId
    cancelId = submission.cancelId
    onSnapshot({ taskId, state: 'pending', known: true, outputs: {}, body: undefined })
    return submission
  })
  const result = submitted.then(async (submission) =>
    resultOf(await wait(submission.taskId, { signal: stop.signal, onSnapshot }), submission),
  )
  // Handles the rejection: a failed task that nothing awaits must not end the process. Callers that await `result` still get the error.
  result.then(() => feed.end(), feed.end)

  // Not a getter: V8 keeps an object literal with a getter, and all it refers to, until a full garbage collection.
  const task: Omit<Task, 'latest'> & { latest: TaskSnapshot | undefined } = {
    submitted,
    latest: undefined,
    // oxlint-disable-next-line unicorn/no-thenable -- a task must be thenable: it is awaited for its result.
    then: (onFulfilled, onRejected) => result.then(onFulfilled, onRejected),
    catch: (onRejected) => result.catch(onRejected),
    finally: (onSettled) => result.finally(onSettled),
    abort: (reason) => stop.abort(reason),
    toJSON: () => ({ ...saved, ...defined({ taskId, cancelId }) }),
    [Symbol.toStringTag]: 'Task',
    [Symbol.asyncIterator]: () => feed[Symbol.asyncIterator](),
  }
  return task
}

/** A sequence of values that grows; every reader gets all of them, from the first on. */
type ChangeFeed<T> = AsyncIterable<T> & {
  push(value: T): void
  /** Ends the sequence for every reader, with `error` if given. */
  end(error?: unknown): void
}

/** A value and the link after it; undefined at the end. */
type Link<T> = Promise<{ readonly value: T; readonly next: Link<T> } | undefined>

/** Makes a feed. It keeps all values, so use it for few (the changes of a task's state). */
export function createChangeFeed<T>(): ChangeFeed<T> {
  let settle: { resolve(link: Awaited<Link<T>>): void; reject(error: unknown): void }
  const open = (): Link<T> => {
    const link: Link<T> = new Promise((resolve, reject) => {
      settle = { resolve, reject }
    })
    // Readers get the error; without readers it must not count as unhandled.
    link.catch(() => {})
    return link
  }
  const first = open()
  return {
    push: (value) => settle.resolve({ value, next: open() }),
    end: (error) => (error === undefined ? settle.resolve(undefined) : settle.reject(error)),
    async *[Symbol.asyncIterator]() {
      for (let link = await first; link !== undefined; link = await link.next) yield link.value
    },
  }
}
