import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { Assessment } from './assess.ts'
import type { Cost } from './budget.ts'

/**
 * What the jobs of a plan, as they are now, have cost already: a budget is for the batch, not for one run of it. Jobs are known by what was rendered,
 * and not by their names, which may be others by now.
 */
export function spentBefore(
  { providers }: Plan,
  { journal, assessments }: { journal: Journal; assessments: ReadonlyMap<string, Assessment> },
): Cost[] {
  const current = new Set([...assessments.values()].map(({ fingerprint }) => fingerprint))
  return journal.attempts.spent().flatMap(({ fingerprint, provider, amount }) => {
    if (!current.has(fingerprint)) return []
    const usd = providers[provider]?.model.table.money.usd
    return [{ provider, credits: amount, ...(usd !== undefined && { usd: amount * usd }) }]
  })
}
