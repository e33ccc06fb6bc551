import { dirname, resolve } from 'node:path'
import { ownPackage } from '../../../../errors/own-package.ts'
import type { Budget } from '../../../../plan/plan.ts'
import type { ShownPlan } from '../../../../plan/shown-plan.ts'
import { rerunUnchanged } from '../../../../run/unchanged/rerun-unchanged.ts'
import type { Reporter } from '../../../../show/reporters/reporter.ts'
import { stateFolder } from '../../../../store/state-folder.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import { withRunBudget } from '../../../options/run-settings.ts'
import { reporterFor } from '../../../reporters.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { runWords } from './run-words.ts'

/**
 * Options that change nothing in a run with nothing to render, except what it prints. With any other option the manifest is read, so that no
 * option is ignored because it was forgotten here.
 */
const INERT_OPTIONS: ReadonlySet<string> = new Set([
  'concurrency',
  'budget',
  'frozen',
  'overwrite',
  'keepEdited',
  'poll',
  'deadline',
  'allowUnknown',
  'allowUnpriced',
  'failFast',
  'keepGoing',
  'yes',
  'withoutStore',
  'allowHost',
  'envFile',
  'webhookPort',
  'webhookHost',
  'webhookUrl',
  'fleet',
  'store',
  'project',
  'json',
  'junit',
  'quiet',
])

/**
 * `shotlist run` if nothing has changed since all jobs were up to date: reports that, with the output of a full run. Returns whether it
 * applied.
 */
export async function runUnchanged(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<boolean> {
  const isInert = Object.entries(options).every(([name, value]) => value === undefined || INERT_OPTIONS.has(name))
  if (context.signal.aborted || !isInert) return false
  const manifestPath = resolve(context.cwd, path ?? DEFAULT_MANIFEST)
  let reporter: Reporter | undefined
  const report = (plan: ShownPlan) => {
    reporter = reporterFor(context, options, runWords(context, { path, plan: withBudget(plan, options), options }))
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
