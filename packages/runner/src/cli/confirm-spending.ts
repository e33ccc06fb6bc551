import { spentText } from '../output/spent-text.ts'
import type { Confirm } from '../run/run-options.ts'
import { count } from '../text/amounts.ts'

type Words = {
  /** What credits are called; undefined where providers count in several units. */
  readonly unit: string | undefined
  /** Shows what would be rendered, before the question. */
  readonly showPlan: () => Promise<void>
}

/** Asks before money is spent. The question can be answered by who reads nothing else. */
export const confirmSpending =
  (ask: (question: string) => Promise<boolean>, { unit, showPlan }: Words): Confirm =>
  async ({ clips, estimate }) => {
    await showPlan()
    const known = estimate.unknown < clips ? ` for about ${spentText(estimate, unit)}` : ''
    const unknown =
      estimate.unknown === 0
        ? ''
        : `${known === '' ? ' at' : ', and'} ${estimate.unknown === clips ? 'a price that is not known' : `${count(estimate.unknown, 'clip')} of unknown price`}`
    return ask(`Render ${count(clips, 'clip')}${known}${unknown}?`)
  }
