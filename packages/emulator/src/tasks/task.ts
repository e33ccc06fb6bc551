import type { TaskState } from '../documents/terms.ts'
import type { Failure } from '../responses/billed.ts'
import type { Json, JsonObject } from '../responses/json.ts'
import type { Random } from '../scenario/random.ts'
import type { FileRecipe } from './media.ts'

/** The end of a task, decided when it starts. */
export type Outcome =
  | { readonly state: 'succeeded' }
  | ({ readonly state: 'failed' } & Failure)
  | { readonly state: 'never' }
  /** Shows a state the document does not know from the start until `untilMs` (clock time), then continues and succeeds. */
  | { readonly state: 'unknown'; readonly word: Json; readonly untilMs: number }

export type Task = {
  readonly id: string
  readonly kind: string
  readonly operation: string
  /** The original request: the body, or the query if there is no body. */
  readonly request: Json
  /** All fields of the request: body, path, query. */
  readonly fields: JsonObject
  /** The id that the client gave it, by which it can be looked up. */
  readonly key?: string
  /** Both change if the task is cancelled. */
  timeline: Timeline
  outcome: Outcome
  /** In the provider's unit; `undefined` if the document has no price for the request. */
  readonly charge: number | undefined
  /** What its result is requested by, if the document reads it with a request of its own; otherwise its id. */
  readonly resultId: string
  /** What it is cancelled by, if the document says that this is not its id; otherwise its id. */
  readonly cancelId: string
  /** The values of the outputs by name, fixed from the start. Files are given by their names, because their links change. */
  readonly outputs: Readonly<Record<string, Json>>
  /** The main file. Tasks that fail have none. */
  readonly file: TaskFile | undefined
  /** How to make its files, including the main one. */
  readonly recipes: readonly FileRecipe[]
  /** The body of the first read, which the fault `stale` sends again. */
  firstResponse?: Json
}

/** The task's main file, and whether it is made yet. */
export type TaskFile = {
  readonly name: string
  readonly width: number
  readonly height: number
  /** The length of the whole clip, including the source's part. */
  readonly seconds: number
  state: 'making' | 'ready' | 'failed'
  /** Size in bytes once the file is ready. */
  bytes: number | undefined
}

/** When a task starts running and when it ends, in clock time (milliseconds). */
type Timeline = { readonly createdMs: number; readonly runsMs: number; readonly endsMs: number }

type TimelinePhase = 'pending' | 'running' | 'ended'

type Pace = {
  /** 1: as long as real ones, 30 to 90 s; 60: sixty times faster. */
  readonly speed: number
  /** The total duration of every task; replaces `speed`. */
  readonly taskMs: number | undefined
}

const SHORTEST_MS = 30_000
const LONGEST_MS = 90_000
const QUEUED_SHARE = 0.15

/** Plans a task's time: first in the queue, then running. */
export function planTimeline(nowMs: number, pace: Pace, random: Random, factor = 1): Timeline {
  const realisticMs = SHORTEST_MS + random() * (LONGEST_MS - SHORTEST_MS)
  const totalMs = (pace.taskMs ?? realisticMs / pace.speed) * factor
  return { createdMs: nowMs, runsMs: nowMs + totalMs * QUEUED_SHARE, endsMs: nowMs + totalMs }
}

/** The phase of a timeline at a moment. */
export function phaseAt(timeline: Timeline, nowMs: number): TimelinePhase {
  if (nowMs >= timeline.endsMs) return 'ended'
  return nowMs >= timeline.runsMs ? 'running' : 'pending'
}

/** How far a task is at a moment, from 0 to 1. */
export function progressAt({ createdMs, endsMs }: Timeline, nowMs: number): number {
  return nowMs >= endsMs ? 1 : Math.max(0, (nowMs - createdMs) / (endsMs - createdMs))
}

/** The state of a task at a moment. A task whose time is up is still running while its file is being made. */
export function taskState(task: Task, nowMs: number): TaskState | 'unknown' {
  const phase = phaseAt(task.timeline, nowMs)
  const { outcome } = task
  if (outcome.state === 'unknown' && nowMs < outcome.untilMs) return 'unknown'
  if (phase !== 'ended') return phase
  if (outcome.state === 'never') return 'running'
  if (outcome.state === 'failed' || task.file?.state === 'failed') return 'failed'
  return task.file === undefined || task.file.state === 'ready' ? 'succeeded' : 'running'
}

/** Whether a task still holds a slot. */
export function isInFlight(task: Task, nowMs: number): boolean {
  const state = taskState(task, nowMs)
  return state !== 'succeeded' && state !== 'failed'
}
