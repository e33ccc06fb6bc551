import type { ShownPlan } from '../../../../plan/shown-plan.ts'
import { fleetUrl, fleetWords } from '../../../options/fleet-options.ts'
import { nextCommand } from '../../../project/called-as.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

type Run = { readonly path: string | undefined; readonly plan: ShownPlan; readonly options: VerbOptions }

/** The words of reports on `shotlist run`. */
export function runWords(context: VerbContext, { path, plan, options }: Run) {
  const words = fleetWords(options)
  const look = `To see the clips: ${nextCommand(context, ['ui', ...words], path)}`
  const command = nextCommand(context, ['run', ...fleetWords(options, { withStore: true })], path)
  const workersGoOn = fleetUrl(context, options) !== undefined && options['frozen'] !== true
  return { command, look, spent: 'spent', plan, workersGoOn } as const
}
