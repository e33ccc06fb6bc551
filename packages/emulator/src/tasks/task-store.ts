import type { Task } from './task.ts'
import { isInFlight, taskState } from './task.ts'

/**
 * All tasks of one provider. A task leaves the set of tasks in flight at the next query after its end; its own times give the exact end.
 */
export class TaskStore {
  readonly #byId = new Map<string, Task>()
  readonly #byResult = new Map<string, Task>()
  readonly #byCancel = new Map<string, Task>()
  readonly #byVideoId = new Map<string, Task>()
  readonly #byKey = new Map<string, Task>()
  readonly #byFile = new Map<string, Task>()
  readonly #byOutput = new Map<string, Task>()
  readonly #inFlight = new Set<Task>()
  readonly #onEnd: (task: Task) => void
  #peak = 0

  /** `onEnd` is called once for each task, at the first query after its end. */
  constructor(onEnd: (task: Task) => void) {
    this.#onEnd = onEnd
  }

  /** The maximum of tasks in flight so far. */
  get peak(): number {
    return this.#peak
  }

  get size(): number {
    return this.#byId.size
  }

  add(task: Task, nowMs: number): void {
    this.#byId.set(task.id, task)
    this.#byResult.set(task.resultId, task)
    this.#byCancel.set(task.cancelId, task)
    const videoId = task.outputs['video_id']
    if (videoId !== undefined && videoId !== null) this.#byVideoId.set(String(videoId), task)
    for (const { name } of task.recipes) this.#byFile.set(name, task)
    for (const value of Object.values(task.outputs).flat()) if (typeof value === 'string') this.#byOutput.set(value, task)
    if (task.key !== undefined) this.#byKey.set(task.key, task)
    this.#inFlight.add(task)
    this.#peak = Math.max(this.#peak, this.inFlight(nowMs))
  }

  find(id: string): Task | undefined {
    return this.#byId.get(id)
  }

  /** The task whose result is requested by this value. */
  findByResult(id: string): Task | undefined {
    return this.#byResult.get(id)
  }

  /** The task that is cancelled by this value. */
  findByCancel(id: string): Task | undefined {
    return this.#byCancel.get(id)
  }

  /** The task with this value of the output `video_id`. */
  findByVideoId(id: string): Task | undefined {
    return this.#byVideoId.get(id)
  }

  /** The task to which the client gave this id. */
  findByKey(key: string): Task | undefined {
    return this.#byKey.get(key)
  }

  /** The task that made this file. */
  findByFile(name: string): Task | undefined {
    return this.#byFile.get(name)
  }

  /** The task with this text among its outputs. */
  findByOutput(value: string): Task | undefined {
    return this.#byOutput.get(value)
  }

  /** The number of tasks that hold a slot. */
  inFlight(nowMs: number): number {
    for (const task of this.#inFlight) {
      if (isInFlight(task, nowMs)) continue
      this.#inFlight.delete(task)
      this.#onEnd(task)
    }
    return this.#inFlight.size
  }

  /** The newest first. */
  recent(limit: number, kind: string): Task[] {
    return [...this.#byId.values()]
      .filter((task) => task.kind === kind)
      .slice(-limit)
      .toReversed()
  }

  /** The number of succeeded and failed tasks. */
  counts(nowMs: number): { succeeded: number; failed: number } {
    const states = [...this.#byId.values()].map((task) => taskState(task, nowMs))
    return {
      succeeded: states.filter((state) => state === 'succeeded').length,
      failed: states.filter((state) => state === 'failed').length,
    }
  }
}
