import { ReportFeed } from '../../../show/page/report-feed.ts'
import { type PageSource, type ServedPage, servePage } from '../../../show/page/serve-page.ts'
import { clipAddress } from '../../../show/report/clip-address.ts'
import { portProblem } from '../../port-problem.ts'
import type { VerbContext } from '../../verb.ts'
import { hideKeys, type ReviewPlaces } from './review-places.ts'

export type OpenOptions = Pick<PageSource, 'keepPick'> & {
  /** Absent: the usual one. */
  readonly port?: number
}

/**
 * Serves the live review page until it is closed.
 *
 * @param places asked anew for every report: the manifest may change meanwhile
 */
export async function openReview(context: VerbContext, places: () => ReviewPlaces, { keepPick, port }: OpenOptions): Promise<ServedPage> {
  hideKeys(context, places().plan)
  const feed = new ReportFeed(() => ({
    ...places(),
    // A clip that was rendered anew has another address: browsers keep what they have played.
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
