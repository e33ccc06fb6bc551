import type { MemoryRecord } from '../memory/memory.ts'
import type { Task } from '../tasks/task.ts'
import type { Context } from './context.ts'
import { makeFiles } from './make-files.ts'

/** Brings a provider back to where it was: tasks, uploads, charges and keys. The ledger begins anew. */
export function recall(context: Context, records: readonly MemoryRecord[]): void {
  const { tasks, uploads, account, replays } = context.state
  for (const record of records) {
    if ('upload' in record) {
      uploads.add(record.upload)
      if (record.upload.file !== undefined) context.files.adopt(record.upload.file, record.upload.type)
      continue
    }
    const { submission } = record
    account.charge(submission.charge)
    replays.remember(submission)
    if (submission.task === undefined) continue
    const task = revived(submission.task)
    tasks.add(task, context.clock.now())
    makeFiles(context, task)
  }
}

/** JSON has no infinity and no `undefined`; a file's making begins again. */
function revived(task: Task): Task {
  const { outcome, file } = task
  return {
    ...task,
    outcome: outcome.state === 'unknown' ? { ...outcome, untilMs: outcome.untilMs ?? Infinity } : outcome,
    file: file === undefined ? undefined : { ...file, state: 'making', bytes: undefined },
  }
}
