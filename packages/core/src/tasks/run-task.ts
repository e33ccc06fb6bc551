import { createChangeFeed } from './change-feed.ts'
import type { Submission } from './submission.ts'
import type { SavedTask, Task, TaskResult } from './task.ts'
import type { TaskSnapshot } from './task-snapshot.ts'

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

const resultOf = ({ taskId, outputs, credits, body }: TaskSnapshot, known: Known): TaskResult => {
  const cost = credits ?? known.charged
  return {
    taskId,
    outputs,
    ...(cost === undefined ? {} : { credits: cost }),
    ...(known.operation === undefined ? {} : { submission: known as Submission }),
    body,
  }
}

const isNews = (before: TaskSnapshot | undefined, now: TaskSnapshot): boolean => before?.state !== now.state || before.raw !== now.raw

/** Starts the work of a task and gives the object that stands for it. Runs at once. */
export const runTask = ({ saved, submit, wait }: TaskWork): Task => {
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
    toJSON: () => ({ ...saved, ...(taskId === undefined ? {} : { taskId }) }),
    [Symbol.toStringTag]: 'Task',
    [Symbol.asyncIterator]: () => feed[Symbol.asyncIterator](),
  }
  return task
}
