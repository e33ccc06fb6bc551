import { defined } from '@shotlist/codegen/defined'
import type { TaskSnapshot } from '@shotlist/core'
import { ERROR_CLASSES } from '@shotlist/core/contract'
import type { Failure } from '../errors/failure-classes.ts'
import { reasonText } from './failure.ts'
import { definedOutputs, type StepEvent } from './job-state.ts'

/** The event that follows from a poll of a task; undefined if the task has not ended. */
export function judgeSnapshot(snapshot: TaskSnapshot): StepEvent | undefined {
  const charged = defined({ charged: snapshot.credits })
  if (snapshot.state === 'succeeded') return { type: 'succeeded', outputs: definedOutputs(snapshot.outputs), ...charged }
  if (snapshot.state === 'failed') return { type: 'task-failed', failure: failureOfTask(snapshot), ...charged }
  return undefined
}

function failureOfTask({ failure, credits = 0 }: TaskSnapshot): Failure {
  const kind = failure?.class ?? 'unknown'
  const isBillable = failure?.billable === true || credits > 0
  return {
    class: kind,
    code: failure?.code ?? 'task-failed',
    message: failure === undefined ? 'the provider gives no reason' : reasonText(failure.message, failure.meaning),
    ...defined({ hint: failure?.hint }),
    // A failure that the document does not list says nothing about another attempt, which would be paid.
    retryable: failure?.retry ?? ERROR_CLASSES[kind].passes,
    ...defined({ billable: isBillable ? (true as const) : undefined }),
  }
}
