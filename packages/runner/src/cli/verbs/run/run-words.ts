import type { ShownPlan } from '../../../plan/shown-plan.ts'
import { nextCommand } from '../../project/called-as.ts'
import type { VerbContext } from '../../verb.ts'

/** What the reports of `shotlist run` say. */
export function runWords(context: VerbContext, path: string | undefined, plan: ShownPlan) {
  const look = `To see the clips: ${nextCommand(context, ['ui'], path)}`
  return { command: nextCommand(context, ['run'], path), look, spent: 'spent', plan } as const
}
