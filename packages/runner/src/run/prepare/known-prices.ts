import { priceAgain } from '../../plan/lengths/price-by-length.ts'
import { lengthFound } from '../../plan/lengths/source-lengths.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import type { Assessment } from './assess.ts'
import type { Picks } from './picks.ts'

/** The instances of a plan, priced by the clips that are rendered already: by the length of their files, and by the takes that were picked. */
export function knownPrices(plan: Plan, assessments: ReadonlyMap<string, Assessment>, picks: Picks): readonly JobInstance[] {
  const rendered = (id: string) => {
    const assessment = assessments.get(id)
    const done = assessment?.fingerprint === undefined || assessment.state.phase !== 'done' ? undefined : assessment.state
    return lengthFound(done?.file?.seconds)
  }
  return priceAgain(plan, { rendered, pick: (group) => picks.of(group) })
}
