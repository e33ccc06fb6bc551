import type { TaskState } from '../documents/terms.ts'
import type { Task } from './task.ts'
import { phaseAt } from './timeline.ts'

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
