/** What a run has done so far. */
export type Pace = {
  /** Jobs that ended in this run, those that were up to date left out. */
  readonly ended: number
  readonly running: number
  /** Neither ended nor running. */
  readonly waiting: number
  readonly elapsedMs: number
}

/** Before so much is known, any number would be a guess. */
const FEWEST_ENDED = 2

/** How long the rest will take if it goes on as it went, in milliseconds; undefined while nobody can know. What runs counts as half done. */
export function timeLeftMs({ ended, running, waiting, elapsedMs }: Pace): number | undefined {
  if (ended < FEWEST_ENDED || elapsedMs <= 0) return undefined
  const done = ended + running / 2
  const left = waiting + running / 2
  return (elapsedMs * left) / done
}
