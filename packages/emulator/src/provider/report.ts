import type { LedgerReport } from '../ledger/ledger.ts'
import type { Context } from './context.ts'

/** The ledger as it stands now. */
export function report(context: Context): LedgerReport {
  const { tasks, account, ledger } = context.state
  const nowMs = context.clock.now()
  const inFlight = tasks.inFlight(nowMs)
  return ledger.report({
    provider: context.model.table.id,
    money: { ...account.totals, balance: account.balance ?? null },
    tasks: { started: tasks.size, inFlight, peakInFlight: tasks.peak, ...tasks.counts(nowMs) },
    faults: context.faults.strikes,
  })
}
