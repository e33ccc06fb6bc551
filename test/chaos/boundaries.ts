import { eventsOf } from '../harness/shotlist.ts'
import { type Chain, makeChain } from './chain.ts'

export type BoundaryReport = { readonly provider: string; readonly boundaries: number; readonly problems: readonly string[] }

/** More than a run of two clips has; stops a run that never ends. */
const MOST_BOUNDARIES = 500
/** The most consecutive runs that may be needed to finish the clips. */
const RUNS = 4

/**
 * Kills a run of two clips before and after everything it does to its environment (commits of the journal, requests, files that get their
 * names), one boundary after another, and finishes the batch each time.
 */
export async function everyBoundary(name: 'pixverse' | 'acedata'): Promise<BoundaryReport> {
  const problems: string[] = []
  for (let nth = 1; nth <= MOST_BOUNDARIES; nth += 1) {
    for (const when of ['before', 'after']) {
      const chain = await makeChain(name)
      try {
        const { signal } = await chain.crash(`${when} any ${nth}`)
        if (signal === null) return { provider: name, boundaries: nth - 1, problems }
        const problem = await checkEnd(chain, { isKeyed: name === 'pixverse' })
        if (problem !== undefined) problems.push(`${when} number ${nth}: ${problem}`)
      } finally {
        await chain.close()
      }
    }
  }
  return { provider: name, boundaries: MOST_BOUNDARIES, problems }
}

async function checkEnd(chain: Chain, { isKeyed }: { readonly isKeyed: boolean }): Promise<string | undefined> {
  const resubmits = await end(chain)
  if (resubmits === undefined) return 'the batch did not finish'
  const { charges, duplicates } = chain.payments()
  const isPaidOnce = isKeyed ? charges === 2 && duplicates === 0 : charges === 2 + duplicates && duplicates <= resubmits
  if (!isPaidOnce) return `${charges} charges, ${duplicates} second submissions, ${resubmits} asked for`
  const { code, stdout } = await chain.verify()
  return code === 0 ? undefined : `verify ended with ${code}: ${stdout}`
}

/** Runs until everything is done, and settles uncertain submissions. Returns how many; `undefined` if the batch does not finish. */
async function end(chain: Chain): Promise<number | undefined> {
  let resubmits = 0
  for (let nth = 0; nth < RUNS; nth += 1) {
    const { code, stdout } = await chain.run()
    if (code === 0) return resubmits
    for (const { event, job } of eventsOf(stdout)) {
      if (event !== 'job.uncertain') continue
      await chain.resubmit(String(job))
      resubmits += 1
    }
  }
  return undefined
}
