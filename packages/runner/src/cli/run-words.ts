import type { ShownPlan } from '../plan/shown-plan.ts'
import { defaultManifest } from './default-manifest.ts'

/** What the reports of `shotlist run` say. */
export const runWords = (path: string | undefined, plan: ShownPlan) =>
  ({ command: path === undefined || path === defaultManifest ? 'shotlist run' : `shotlist run ${path}`, spent: 'spent', plan }) as const
