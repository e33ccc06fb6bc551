import { defined } from '../contract/defined.ts'
import type { SavedTask, Submission, Task, TaskResult, TaskSnapshot } from './task.ts'

/** What is known of a submission: all of it, or what a saved task holds. */
type Known = Awaited<Task['submitted']>

export type TaskWork = {
  /** What `toJSON` says before the task's id is known. */
  readonly saved: SavedTask
  readonly submit: (signal: AbortSignal) => Promise<Known>
  readonly wait: (
    taskId: string,
    options: {
      readonly signal: AbortSignal /** Takes what a read found, and says whether it is news. */
      readonly onSnapshot: (snapshot: TaskSnapshot) => boolean
    },
  ) => Promise<TaskSnapshot>
}

function resultOf({ taskId, outputs, credits, body }: TaskSnapshot, known: Known): TaskResult {
  const cost = credits ?? known.charged
  return {
    taskId,
    outputs,
    ...defined({ credits: cost, submission: known.operation === undefined ? undefined : (known as Submission) }),
    body,
  }
}

function isNews(before: TaskSnapshot | undefined, now: TaskSnapshot): boolean {
  return before?.state !== now.state || before.raw !== now.raw
}

/** Starts the work of a task and gives the object that stands for it. Runs at once. */
export function runTask({ saved, submit, wait }: TaskWork): Task {
  const stop = new AbortController()
  const feed = createChangeFeed<TaskSnapshot>()
  let taskId = saved.taskId
  const onSnapshot = (snapshot: TaskSnapshot): boolean => {
    const news = isNews(task.latest, snapshot)
    task.latest = snapshot
    if (news) feed.push(snapshot)
    return news
  }

  const submitted = submit(stop.signal).then((known) => {
    taskId = known.taskId
    onSnapshot({ taskId, state: 'pending', known: true, outputs: {}, body: undefined })
    return known
  })
  const result = submitted.then(async (known) => resultOf(await wait(known.taskId, { signal: stop.signal, onSnapshot }), known))
  // Whoever awaits gets the error, too. Nobody awaiting is no reason to end the process, as an unhandled rejection would.
  result.then(() => feed.end(), feed.end)

  // No getter: V8 keeps an object that is written with one, and all it refers to, until the whole heap is collected.
  const task: Omit<Task, 'latest'> & { latest: TaskSnapshot | undefined } = {
    submitted,
    latest: undefined,
    // oxlint-disable-next-line unicorn/no-thenable -- a task is awaited for its result: being thenable is what it is for.
    then: (onFulfilled, onRejected) => result.then(onFulfilled, onRejected),
    catch: (onRejected) => result.catch(onRejected),
    finally: (onSettled) => result.finally(onSettled),
    abort: (reason) => stop.abort(reason),
    toJSON: () => ({ ...saved, ...defined({ taskId }) }),
    [Symbol.toStringTag]: 'Task',
    [Symbol.asyncIterator]: () => feed[Symbol.asyncIterator](),
  }
  return task
}

/** Values that come one after another and may be read by many, each from the first on. */
type ChangeFeed<T> = AsyncIterable<T> & {
  push(value: T): void
  /** Ends every reader, after what is left to read: with `error` when given. */
  end(error?: unknown): void
}

/** A value and what comes after it; nothing at the end. */
type Link<T> = Promise<{ readonly value: T; readonly next: Link<T> } | undefined>

/** Makes a feed. It keeps what was pushed, so use it for few values (the changes of a task's state). */
export function createChangeFeed<T>(): ChangeFeed<T> {
  let settle: { resolve(link: Awaited<Link<T>>): void; reject(error: unknown): void }
  const open = (): Link<T> => {
    const link: Link<T> = new Promise((resolve, reject) => {
      settle = { resolve, reject }
    })
    // Readers see the error; that there are none is no reason to end the process.
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
