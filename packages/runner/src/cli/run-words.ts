import type { ShownPlan } from '../plan/shown-plan.ts'
import { defaultManifest } from './default-manifest.ts'

/** What the reports of `shotlist run` say. */
export function runWords(path: string | undefined, plan: ShownPlan) {
  const rest = path === undefined || path === defaultManifest ? '' : ` ${path}`
  return { command: `shotlist run${rest}`, look: `To see the clips: shotlist ui${rest}`, spent: 'spent', plan } as const
}
