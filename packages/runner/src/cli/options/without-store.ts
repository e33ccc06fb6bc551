import type { Plan } from '../../plan/plan.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'

/** For a store that does not answer: what it holds is then rendered, and paid for, as if it held nothing. */
export const withoutStoreOption: VerbOption = {
  flags: '--without-store',
  description: 'do without the store that machines share: what is only there is rendered, and paid for, again',
}

/** The plan without the store, where the option says so. */
export const withoutStore = <Kind extends Pick<Plan, 'artifacts'>>(plan: Kind, options: VerbOptions): Kind =>
  options['withoutStore'] === true ? { ...plan, artifacts: {} } : plan
