import type { ErrorClass, TaskState } from '../documents/terms.ts'
import type { Json, JsonObject } from '../responses/json.ts'
import type { Random } from '../scenario/random.ts'
import type { FileRecipe } from './media.ts'

/** How a task is going to end, decided when it starts. */
export type Outcome =
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly class: ErrorClass; readonly code?: string; readonly message: string }
  | { readonly state: 'never' }
  /** Shows a state the document does not know from the start until `untilMs` (clock time), then goes on to succeed. */
  | { readonly state: 'unknown'; readonly word: Json; readonly untilMs: number }

/** A started task. */
export type Task = {
  readonly id: string
  readonly kind: string
  readonly operation: string
  /** The request as it came: the body, or the query where there is none. */
  readonly request: Json
  /** All its fields: body, path, query. */
  readonly fields: JsonObject
  readonly timeline: Timeline
  readonly outcome: Outcome
  /** In the provider's unit; `undefined` where the document has no price for the request. */
  readonly charge: number | undefined
  /** Values of the outputs, by name, fixed from the start. Files are given by their own names, for links to them change. */
  readonly outputs: Readonly<Record<string, Json>>
  /** The main file, once it is made; tasks that fail make none. */
  readonly file: TaskFile | undefined
  /** How its files are made, the main one among them. */
  readonly recipes: readonly FileRecipe[]
  /** What was answered when it was first read, kept for answers that come late and twice. */
  firstResponse?: Json
}

/** What the task's main file is and how far its making has come. */
export type TaskFile = {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Of the whole clip, the source's part included. */
  readonly seconds: number
  state: 'making' | 'ready' | 'failed'
  /** Size in bytes, once it is ready. */
  bytes: number | undefined
}

/** When a task begins to run and when it ends, in clock time (milliseconds). */
type Timeline = { readonly createdMs: number; readonly runsMs: number; readonly endsMs: number }

/** Where a task stands in its time. */
type TimelinePhase = 'pending' | 'running' | 'ended'

/** How long tasks take. */
type Pace = {
  /** 1: as long as real ones, 30 to 90 s; 60: sixty times faster. */
  readonly speed: number
  /** The whole time of every task, instead. */
  readonly taskMs: number | undefined
}

const SHORTEST_MS = 30_000
const LONGEST_MS = 90_000
const QUEUED_SHARE = 0.15

/** Plans a task's time: a while in the queue, then at work. */
export function planTimeline(nowMs: number, pace: Pace, random: Random, factor = 1): Timeline {
  const realisticMs = SHORTEST_MS + random() * (LONGEST_MS - SHORTEST_MS)
  const totalMs = (pace.taskMs ?? realisticMs / pace.speed) * factor
  return { createdMs: nowMs, runsMs: nowMs + totalMs * QUEUED_SHARE, endsMs: nowMs + totalMs }
}

/** Where a task stands at a moment. */
export function phaseAt(timeline: Timeline, nowMs: number): TimelinePhase {
  if (nowMs >= timeline.endsMs) return 'ended'
  return nowMs >= timeline.runsMs ? 'running' : 'pending'
}

/** What a task shows at a moment. A task whose time is up but whose file is still being made is running. */
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
