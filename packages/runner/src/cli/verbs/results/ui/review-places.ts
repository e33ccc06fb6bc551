import { defined } from '@shotlist/codegen/defined'
import type { Plan } from '../../../../plan/plan.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { rehearsalFolder, rehearsalLockfile, type StateFolder, stateFolder } from '../../../../store/state-folder.ts'
import { keyIn } from '../../../project/env-file.ts'
import type { VerbContext } from '../../../verb.ts'

/** The plan that a review page shows, and the paths of its data. */
export type ReviewPlaces = {
  readonly plan: Plan
  readonly state: StateFolder
  readonly lockfile: string
  readonly rehearsal: boolean
  /** The manifest as commands must name it; absent if it is the default one. */
  readonly manifest?: string
  /** Options of a fleet that commands must have. */
  readonly commandOptions: readonly string[]
}

type Named = { readonly path: string | undefined; readonly rehearsal: boolean; readonly commandOptions?: readonly string[] }

/** The places of a manifest's runs or rehearsals. @param path the manifest as the command line names it */
export function reviewPlaces(plan: Plan, { path, rehearsal, commandOptions = [] }: Named): ReviewPlaces {
  const manifest = { ...defined({ manifest: path }), commandOptions }
  const { manifestPath } = plan
  if (!rehearsal) return { plan, state: stateFolder(plan.root), lockfile: lockfilePath(manifestPath), rehearsal, ...manifest }
  return {
    plan: { ...plan, outputDir: `${plan.outputDir}-rehearsal` },
    state: rehearsalFolder(manifestPath),
    lockfile: rehearsalLockfile(manifestPath),
    rehearsal,
    ...manifest,
  }
}

/** Masks the providers' keys in all further output, because messages of providers may repeat them. */
export function hideKeys(context: VerbContext, plan: Plan): void {
  for (const { model } of Object.values(plan.providers)) {
    const key = keyIn(context, model.table.env.key)
    if (key !== undefined) context.hide(key)
  }
}
