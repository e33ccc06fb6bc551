import { count } from '../../../errors/amounts.ts'
import { UsageError } from '../../../errors/usage-error.ts'
import type { Confirm, Spending } from '../../../run/run-options.ts'
import { spentText } from '../../../show/reporters/spent-text.ts'

type Words = {
  /** What credits are called; undefined where providers count in several units. */
  readonly unit: string | undefined
  /** Shows what would be rendered, before the question. */
  readonly showPlan: () => Promise<void>
}

/** Asks before money is spent. The question can be answered by who reads nothing else. */
export const confirmSpending =
  (ask: (question: string) => Promise<boolean>, { unit, showPlan }: Words): Confirm =>
  async (spending) => {
    await showPlan()
    return ask(`Render ${spendingText(spending, unit)}?`)
  }

/** Where nobody can be asked. */
export const refuseSpending =
  (unit: string | undefined) =>
  (spending: Spending): never => {
    throw new UsageError(`this would render ${spendingText(spending, unit)}, and there is no terminal to ask at; nothing was sent`, {
      hint: 'Give --yes to agree, or --budget with the most that it may spend. `shotlist plan` shows what it would do.',
    })
  }

/** `3 clips for about 90 credits ($0.90), and 1 clip of unknown price`. */
function spendingText({ clips, estimate }: Spending, unit: string | undefined): string {
  const known = estimate.unknown < clips ? ` for about ${spentText(estimate, unit)}` : ''
  if (estimate.unknown === 0) return `${count(clips, 'clip')}${known}`
  if (estimate.unknown === clips) return `${count(clips, 'clip')} at a price that is not known`
  return `${count(clips, 'clip')}${known}, and ${count(estimate.unknown, 'clip')} of unknown price`
}
