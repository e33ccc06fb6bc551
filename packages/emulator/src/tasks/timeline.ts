import type { Random } from '../scenario/random.ts'

/** When a task begins to run and when it ends, in clock time (milliseconds). */
export type Timeline = { readonly createdMs: number; readonly runsMs: number; readonly endsMs: number }

/** Where a task stands in its time. */
export type TimelinePhase = 'pending' | 'running' | 'ended'

/** How long tasks take. */
export type Pace = {
  /** 1: as long as real ones, 30 to 90 s; 60: sixty times faster. */
  readonly speed: number
  /** The whole time of every task, instead. */
  readonly taskMs: number | undefined
}

const shortestMs = 30_000
const longestMs = 90_000
const queuedShare = 0.15

/** Plans a task's time: a while in the queue, then at work. */
export function planTimeline(nowMs: number, pace: Pace, random: Random, factor = 1): Timeline {
  const realisticMs = shortestMs + random() * (longestMs - shortestMs)
  const totalMs = (pace.taskMs ?? realisticMs / pace.speed) * factor
  return { createdMs: nowMs, runsMs: nowMs + totalMs * queuedShare, endsMs: nowMs + totalMs }
}

/** Where a task stands at a moment. */
export function phaseAt(timeline: Timeline, nowMs: number): TimelinePhase {
  if (nowMs >= timeline.endsMs) return 'ended'
  return nowMs >= timeline.runsMs ? 'running' : 'pending'
}
