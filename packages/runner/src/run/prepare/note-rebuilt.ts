import { relative, sep } from 'node:path'
import { count } from '../../errors/amounts.ts'
import type { Plan } from '../../plan/plan.ts'
import type { OpenedJournal } from '../../store/journal/rebuild-journal.ts'
import type { Emit } from '../run-event.ts'

/** Says that the journal was damaged. */
export function noteRebuilt({ rebuilt, redone }: OpenedJournal, { plan, emit }: { readonly plan: Plan; readonly emit: Emit }): void {
  if (rebuilt === undefined) {
    if (redone === 0) return
    const message = `the journal was cut off, replaced or deleted: it lacked ${count(redone, 'submission')}, which are known from submissions.log beside it`
    emit({ event: 'run.warning', code: 'journal-rebuilt', message })
    return
  }
  const place = relative(plan.root, rebuilt.savedTo).replaceAll(sep, '/')
  emit({
    event: 'run.warning',
    code: 'journal-rebuilt',
    message: `the journal was damaged and lies in ${place} now; ${rebuilt.salvaged} records of it were saved, the rest is known from submissions.log, from the lockfile, or asked of the provider`,
  })
}
