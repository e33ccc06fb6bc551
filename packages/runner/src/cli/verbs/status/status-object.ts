import type { JobInstance } from '../../../plan/plan.ts'
import type { AttemptRecord, JobRecord, RunRecord } from '../../../store/journal/records.ts'

/** A run as `status --json` writes it. */
export const runObject = ({ startedAt, finishedAt, ...run }: RunRecord, condition: string): unknown => ({
  ...run,
  started_at: startedAt,
  ...(finishedAt !== undefined && { finished_at: finishedAt }),
  condition,
})

/** A clip as `status --json` writes it. */
export function jobObject(
  { id, state, ingredients, output, updatedAt, fingerprint }: JobRecord,
  attempts: readonly AttemptRecord[],
): unknown {
  const { phase, ...facts } = state
  return {
    job: id,
    state: phase,
    provider: ingredients.provider,
    operation: ingredients.operation,
    fingerprint,
    output: output ?? null,
    updated_at: updatedAt,
    ...('taskId' in facts && { task_id: facts.taskId }),
    ...('key' in facts && { key: facts.key }),
    ...('charged' in facts && { credits: facts.charged }),
    ...('file' in facts && facts.file && { sha256: facts.file.sha256, bytes: facts.file.bytes }),
    ...('failure' in facts && { failure: facts.failure }),
    attempts: attempts.map(attemptObject),
  }
}

/** One that no run of this state has come to yet; in doubt, one of another may have. */
export const newJobObject = ({ id, provider, operation, output }: JobInstance, inDoubt: boolean): unknown => ({
  job: id,
  state: inDoubt ? 'in doubt' : 'new',
  provider,
  operation,
  output: output ?? null,
  attempts: [],
})

const attemptObject = (attempt: AttemptRecord): unknown => ({
  number: attempt.number,
  key: attempt.key,
  state: attempt.state,
  task_id: attempt.taskId ?? null,
  estimated: attempt.estimated ?? null,
  credits: attempt.charged ?? null,
  failure: attempt.failure ?? null,
  intended_at: attempt.intendedAt,
  sent_at: attempt.sentAt ?? null,
  answered_at: attempt.answeredAt ?? null,
  ended_at: attempt.endedAt ?? null,
})
