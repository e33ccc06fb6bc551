import type { ShownPlan } from '../plan/shown-plan.ts'
import { calledAs } from './called-as.ts'
import { defaultManifest } from './default-manifest.ts'
import type { VerbContext } from './verb.ts'

/** What the reports of `shotlist run` say. */
export function runWords(context: VerbContext, path: string | undefined, plan: ShownPlan) {
  const rest = path === undefined || path === defaultManifest ? '' : ` ${path}`
  const command = calledAs(context)
  return { command: `${command} run${rest}`, look: `To see the clips: ${command} ui${rest}`, spent: 'spent', plan } as const
}
