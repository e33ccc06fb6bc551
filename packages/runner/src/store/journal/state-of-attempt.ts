import { defined } from '@shotlist/codegen/defined'
import type { JobState } from '../../job/job-state.ts'
import type { AttemptRecord } from './records.ts'

/** The job state that follows from an attempt; undefined if the attempt has no result and will have none. */
export function stateOfAttempt({ state, number, key, taskId, charged, result, failure }: AttemptRecord): JobState | undefined {
  const submission = { attempt: number, key, ...defined({ charged }) }
  const task = defined({ taskId })
  switch (state) {
    case 'sent':
      return { phase: 'sent', ...submission }
    case 'answered':
      return taskId === undefined ? undefined : { phase: 'rendering', taskId, ...submission }
    case 'succeeded':
      if (result !== undefined) return { phase: 'done', ...submission, ...task, ...result }
      return taskId === undefined ? undefined : { phase: 'rendering', taskId, ...submission, hasSucceeded: true }
    case 'uncertain':
      return failure === undefined ? undefined : { phase: 'uncertain', ...submission, ...task, failure }
    case 'intended':
    case 'refused':
    case 'failed':
      return undefined
  }
}
