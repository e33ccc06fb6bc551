import { RunnerError } from '../../../errors/runner-error.ts'
import { PickDesk } from '../../../run/job/pick-desk.ts'
import { writePick } from '../../../store/keep-pick.ts'
import { portFrom } from '../../options/review-options.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'
import { openReview } from './open-review.ts'
import type { ReviewPlaces } from './review-places.ts'
import { untilStopped } from './until-stopped.ts'

/**
 * Does a run with the review page beside it, where `--ui` asks for that. When somebody is there, jobs wait for picks made on the page, and
 * the page stays when the run is over, until Ctrl-C; without a terminal it goes with the run.
 */
export async function withReview(
  context: VerbContext,
  { places, options }: { places: ReviewPlaces; options: VerbOptions },
  run: (pickDesk: PickDesk | undefined) => Promise<number>,
): Promise<number> {
  if (options['ui'] !== true) return run(undefined)
  const desk = new PickDesk((pick) => writePick({ ...places, manifestPath: places.plan.manifestPath }, pick))
  const page = await openReview(context, () => places, {
    ...portFrom(options),
    keepPick: async (pick) => {
      try {
        await desk.pick(pick)
        return undefined
      } catch (error) {
        if (error instanceof RunnerError) return error.message
        throw error
      }
    },
  })
  const isSomebodyThere = context.stdout.isTTY || context.ask !== undefined
  try {
    context.stderr.write(`Review page: ${page.url}\n`)
    const status = await run(isSomebodyThere ? desk : undefined)
    if (isSomebodyThere && !context.signal.aborted) {
      context.stderr.write(`The review page stays at ${page.url}; Ctrl-C ends it.\n`)
      await untilStopped(context.signal)
    }
    return status
  } finally {
    await page.close()
  }
}
