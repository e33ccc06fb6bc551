import type { Plan } from '../../../plan/plan.ts'
import type { Cost } from '../../../run/run-event.ts'
import { spentOn } from '../../../show/report/spent-on.ts'
import type { Journal } from '../../../store/journal/journal.ts'
import type { JobRecord } from '../../../store/journal/records.ts'

/** What all renders of these jobs have cost, as the page reckons it. */
export function spentOnAll(
  { providers }: Plan,
  { jobs, journal }: { readonly jobs: readonly JobRecord[]; readonly journal: Journal },
): Cost {
  const total = { credits: 0, usd: 0, unknown: 0 }
  for (const { id, ingredients } of jobs) {
    const { unit = '', usd: rate } = providers[ingredients.provider]?.model.table.money ?? {}
    const {
      amount = 0,
      usd = 0,
      unknown = 0,
    } = spentOn({ attempts: journal.attempts.ofJob(id), lock: undefined, price: { unit }, usd: rate })
    total.credits += amount
    total.usd += usd
    total.unknown += unknown
  }
  return total
}
