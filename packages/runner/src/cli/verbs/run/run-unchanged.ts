import { dirname, resolve } from 'node:path'
import { ownPackage } from '../../../errors/own-package.ts'
import type { Budget } from '../../../plan/plan.ts'
import type { ShownPlan } from '../../../plan/shown-plan.ts'
import { rerunUnchanged } from '../../../run/unchanged/rerun-unchanged.ts'
import type { Reporter } from '../../../show/reporters/reporter.ts'
import { stateFolder } from '../../../store/state-folder.ts'
import { DEFAULT_MANIFEST } from '../../options/manifest-options.ts'
import { withRunBudget } from '../../options/run-settings.ts'
import { reporterFor } from '../../reporters.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'
import { runWords } from './run-words.ts'

/** Options that may make work of a manifest whose jobs are all up to date, or leave some of them out. */
const MEANS_WORK = ['only', 'skip', 'tag', 'take', 'force', 'ui'] as const

/**
 * `shotlist run` of a manifest of which nothing has changed since everything was up to date: says so, as the run itself would. Returns
 * whether it was one.
 */
export async function runUnchanged(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<boolean> {
  if (context.signal.aborted || MEANS_WORK.some((name) => options[name] !== undefined)) return false
  const manifestPath = resolve(context.cwd, path ?? DEFAULT_MANIFEST)
  let reporter: Reporter | undefined
  const report = (plan: ShownPlan) => {
    reporter = reporterFor(context, options, runWords(context, path, withBudget(plan, options)))
    return reporter.event
  }
  const state = stateFolder(dirname(manifestPath))
  try {
    return await rerunUnchanged({ manifestPath, state, env: context.env, version: ownPackage.version, report })
  } finally {
    reporter?.end()
  }
}

function withBudget(plan: ShownPlan, { budget }: VerbOptions): ShownPlan {
  return typeof budget === 'object' ? withRunBudget(plan, budget as Budget) : plan
}
