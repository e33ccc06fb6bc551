import type { ShownPlan } from '../../../plan/shown-plan.ts'
import { nextCommand } from '../../project/called-as.ts'
import type { VerbContext } from '../../verb.ts'

/** The words of reports on `shotlist run`. */
export function runWords(context: VerbContext, path: string | undefined, plan: ShownPlan) {
  const look = `To see the clips: ${nextCommand(context, ['ui'], path)}`
  return { command: nextCommand(context, ['run'], path), look, spent: 'spent', plan } as const
}
