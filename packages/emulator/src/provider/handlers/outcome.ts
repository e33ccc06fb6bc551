import type { Fault } from '../../scenario/fault.ts'
import type { Outcome } from '../../tasks/task.ts'

/** How a task is going to end: well, unless a fault says otherwise. */
export function chooseOutcome(faults: readonly Fault[], nowMs: number): Outcome {
  for (const fault of faults) {
    if (fault.kind === 'task-never-ends') return { state: 'never' }
    if (fault.kind === 'task-unknown-state')
      return { state: 'unknown', word: fault.value ?? 'reticulating', untilMs: nowMs + (fault.forMs ?? Infinity) }
    if (fault.kind !== 'task-fails') continue
    const failureClass = fault.class ?? 'server'
    const message = fault.message ?? (failureClass === 'moderation' ? 'the content review refused the clip' : 'the generation failed')
    return { state: 'failed', class: failureClass, message, ...(fault.code === undefined ? {} : { code: fault.code }) }
  }
  return { state: 'succeeded' }
}
