import { unwatchFile, watchFile } from 'node:fs'
import { RunnerError } from '../../../../errors/runner-error.ts'
import { StateHeldError } from '../../../../errors/state-errors.ts'
import { loadPlan } from '../../../../plan/load-plan.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { EXIT } from '../../../exit-status.ts'
import { fleetWords } from '../../../options/fleet-options.ts'
import { portFrom } from '../../../options/review-options.ts'
import { keepPickEverywhere, openFleetPicks } from '../../../project/fleet-picks.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { openReview, untilAborted } from './open-review.ts'
import { hideKeys, reviewPlaces } from './review-places.ts'

/** `shotlist ui`: serves the live review page until Ctrl-C. It follows runs of all processes. */
export async function serveReview(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const loaded = await planManifest(context, path, options)
  const rehearsal = options['rehearsal'] === true
  const commandOptions = rehearsal ? [] : fleetWords(options)
  let places = reviewPlaces(loaded.plan, { path, rehearsal, commandOptions })
  const pickPlaces = { ...places, manifestPath: loaded.plan.manifestPath }
  const stopFollowing = followManifest(context, loaded.plan.manifestPath, (plan) => {
    hideKeys(context, plan)
    places = reviewPlaces(plan, { path, rehearsal, commandOptions })
  })
  const picks = await openFleetPicks(context, options, loaded.plan.manifestPath)
  const page = await openReview(context, () => places, {
    ...portFrom(options),
    keepPick: async (pick) => {
      try {
        await keepPickEverywhere(pickPlaces, pick, picks)
        return undefined
      } catch (error) {
        if (error instanceof StateHeldError)
          return `A run is in progress: pick when it has ended, or on the page of \`shotlist ${rehearsal ? 'rehearse' : 'run'} --ui\`.`
        if (error instanceof RunnerError) return error.message
        throw error
      }
    },
  })
  context.stdout.write(`${page.url}\n`)
  context.stderr.write('Press Ctrl-C to close it.\n')
  await untilAborted(context.signal)
  stopFollowing()
  await page.close()
  await picks?.close()
  return EXIT.done
}

/** How often the manifest is checked for changes. */
const LOOK_EVERY_MS = 1000

/** Plans a manifest again whenever it is saved, and ignores one with mistakes. Returns a function that stops it. */
function followManifest({ cwd, env }: VerbContext, manifestPath: string, onPlan: (plan: Plan) => void): () => void {
  const replan = async () => {
    const loaded = await loadPlan({ manifestPath, cwd, env, allowUnknown: true })
    if (loaded.ok) onPlan(loaded.plan)
  }
  const changed = () => void replan().catch(() => undefined)
  watchFile(manifestPath, { interval: LOOK_EVERY_MS }, changed)
  return () => unwatchFile(manifestPath, changed)
}
