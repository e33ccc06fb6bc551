import type { JobInstance, Plan } from '../../../plan/plan.ts'
import { runSeconds } from '../../../plan/time/run-seconds.ts'
import { isPaid } from './action-text.ts'
import type { Foresight } from './foresee.ts'

/** What a clip is taken to need where none was rendered yet: most models are within a factor of two of it. */
const UNKNOWN_SECONDS = 60

export type ExpectedTime = {
  readonly seconds: number
  /** Whether every kind of clip was rendered before, so that it is known how long it takes. */
  readonly isKnown: boolean
}

/** How long a run should take under the limits of the plan, going by the earlier ones. */
export function expectedTime(plan: Plan, instances: readonly JobInstance[], { jobs, seconds }: Foresight): ExpectedTime {
  const rendered = instances.filter(({ id }) => isPaid(jobs.get(id)))
  const known = ({ provider, operation }: JobInstance) => seconds.get(`${provider}/${operation}`)
  return {
    seconds: runSeconds(rendered, plan, (instance) => known(instance) ?? UNKNOWN_SECONDS),
    isKnown: rendered.every((instance) => known(instance) !== undefined),
  }
}
