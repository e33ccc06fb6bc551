import { RunnerError } from '../../../../errors/runner-error.ts'
import { TakePicker } from '../../../../run/job/take-picker.ts'
import { ReportFeed } from '../../../../show/page/report-feed.ts'
import { type PageSource, type ServedPage, servePage } from '../../../../show/page/serve-page.ts'
import { clipAddress } from '../../../../show/report/page-files.ts'
import { writePick } from '../../../../store/kept-picks.ts'
import type { LockedPick, TakeChoice } from '../../../../store/lockfile.ts'
import { portFrom } from '../../../options/review-options.ts'
import { portProblem } from '../../../port-problem.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { hideKeys, type ReviewPlaces } from './review-places.ts'

export type OpenOptions = Pick<PageSource, 'keepPick'> & {
  /** Absent: the default port. */
  readonly port?: number
}

/**
 * Serves the live review page until it is closed.
 *
 * @param places called again for every report, because the manifest may change
 */
export async function openReview(context: VerbContext, places: () => ReviewPlaces, { keepPick, port }: OpenOptions): Promise<ServedPage> {
  hideKeys(context, places().plan)
  const feed = new ReportFeed(() => ({
    ...places(),
    // A clip that is rendered again gets another URL, because browsers cache the old one.
    srcOf: (path, sha256) => `${clipAddress(path)}?v=${sha256.slice(0, 8)}`,
  }))
  try {
    const page = await servePage({ feed, outputDir: () => places().plan.outputDir, mask: context.mask, keepPick }, port)
    return {
      url: page.url,
      close: async () => {
        feed.close()
        await page.close()
      },
    }
  } catch (error) {
    feed.close()
    throw portProblem(error) ?? error
  }
}

/** The picks that a run shares with other machines. */
export type SharedPicks = {
  /** Gives the run what is picked elsewhere. `waits`: whether jobs wait for a pick. */
  follow(picker: TakePicker, how: { readonly waits: boolean }): void
  tell(choice: TakeChoice, pick: LockedPick | null): Promise<void>
}

/**
 * Runs with the review page if `--ui` is given. On a terminal, jobs wait for picks made on the page, and the page stays after the run until
 * Ctrl-C; without a terminal, the page closes with the run.
 */
export async function withReview(
  context: VerbContext,
  { places, options, picks }: { places: ReviewPlaces; options: VerbOptions; picks?: SharedPicks | undefined },
  run: (takePicker: TakePicker | undefined) => Promise<number>,
): Promise<number> {
  const hasPage = options['ui'] === true
  if (!hasPage && picks === undefined) return run(undefined)
  const takePicker = new TakePicker((pick) => writePick({ ...places, manifestPath: places.plan.manifestPath }, pick))
  const isSomebodyThere = context.stdout.isTTY || context.ask !== undefined
  picks?.follow(takePicker, { waits: hasPage && isSomebodyThere })
  if (!hasPage) return run(takePicker)
  const page = await openReview(context, () => places, {
    ...portFrom(options),
    keepPick: async (pick) => {
      try {
        const kept = await takePicker.pick(pick)
        await picks?.tell(pick, kept)
        return undefined
      } catch (error) {
        if (error instanceof RunnerError) return error.message
        throw error
      }
    },
  })
  try {
    context.stderr.write(`Review page: ${page.url}\n`)
    const status = await run(isSomebodyThere || picks !== undefined ? takePicker : undefined)
    if (isSomebodyThere && !context.signal.aborted) {
      context.stderr.write(`The review page stays open at ${page.url}. Press Ctrl-C to close it.\n`)
      await untilAborted(context.signal)
    }
    return status
  } finally {
    await page.close()
  }
}

/** Resolves when the user asks to stop. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
