import type { TaskSnapshot } from '@shotlist/core'
import type { Failure } from './failure.ts'
import type { StepEvent } from './step-event.ts'
import { chargeOf, definedOutputs } from './submit.ts'

/** What a read of a task means for its job; undefined while the task is under way. */
export function judgeSnapshot(snapshot: TaskSnapshot): StepEvent | undefined {
  const charged = chargeOf(snapshot.credits)
  if (snapshot.state === 'succeeded') return { type: 'succeeded', outputs: definedOutputs(snapshot.outputs), ...charged }
  if (snapshot.state === 'failed') return { type: 'task-failed', failure: failureOfTask(snapshot), ...charged }
  return undefined
}

function failureOfTask({ failure }: TaskSnapshot): Failure {
  const kind = failure?.class ?? 'unknown'
  return {
    class: kind,
    code: failure?.code ?? 'task-failed',
    message: failure?.message ?? 'the provider gives no reason',
    // A render that broke for no fault of the request may well succeed the next time.
    retryable: kind === 'unknown' || kind === 'server' || kind === 'busy' || kind === 'rate-limit',
  }
}
