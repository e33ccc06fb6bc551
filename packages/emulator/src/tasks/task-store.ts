import type { Task } from './task.ts'
import { isInFlight, taskState } from './task.ts'

/** All tasks of one provider. Tasks leave the set of those in flight when somebody looks; their own times decide when they had ended. */
export class TaskStore {
  readonly #byId = new Map<string, Task>()
  readonly #byVideoId = new Map<string, Task>()
  readonly #byFile = new Map<string, Task>()
  readonly #inFlight = new Set<Task>()
  readonly #onEnd: (task: Task) => void
  #peak = 0

  /** `onEnd` is told of each task once, when it is first seen to have ended. */
  constructor(onEnd: (task: Task) => void) {
    this.#onEnd = onEnd
  }

  /** The most tasks that were in flight at once. */
  get peak(): number {
    return this.#peak
  }

  get size(): number {
    return this.#byId.size
  }

  add(task: Task, nowMs: number): void {
    this.#byId.set(task.id, task)
    const videoId = task.outputs['video_id']
    if (videoId !== undefined && videoId !== null) this.#byVideoId.set(String(videoId), task)
    if (task.file !== undefined) this.#byFile.set(task.file.name, task)
    this.#inFlight.add(task)
    this.#peak = Math.max(this.#peak, this.inFlight(nowMs))
  }

  find(id: string): Task | undefined {
    return this.#byId.get(id)
  }

  /** The task whose output `video_id` this is. */
  findByVideoId(id: string): Task | undefined {
    return this.#byVideoId.get(id)
  }

  /** The task whose main file has this name. */
  findByFile(name: string): Task | undefined {
    return this.#byFile.get(name)
  }

  /** How many tasks hold a slot now. */
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

  /** How many tasks ended how. */
  counts(nowMs: number): { succeeded: number; failed: number } {
    const states = [...this.#byId.values()].map((task) => taskState(task, nowMs))
    return {
      succeeded: states.filter((state) => state === 'succeeded').length,
      failed: states.filter((state) => state === 'failed').length,
    }
  }
}
