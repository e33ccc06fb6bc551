import type { TaskRules } from '../contract/index.ts'

/** The shortest poll interval, even if a document asks for less. */
const MIN_INTERVAL_MS = 20
/** The interval grows by this share of `everyMs` with each read, so that long tasks are polled less often. */
const GROWTH = 0.05
/** The interval is at most this many times `everyMs`. */
const MAX_FACTOR = 3
/** The same limit while the state is unknown. */
const MAX_UNKNOWN_FACTOR = 8

export type PollFacts = {
  /** Number of reads so far. */
  readonly reads: number
  /** Number of consecutive reads, up to the last, that found a state the document does not list. */
  readonly unknown: number
  readonly random: () => number
}

/**
 * The wait before the next read of a task, in milliseconds. It is random within 10 % of the schedule, so that tasks submitted together are not
 * read together. While the state is unknown the wait doubles with each read, because such a state may never end.
 */
export function pollDelayMs(
  { firstMs, everyMs }: Pick<TaskRules['poll'], 'firstMs' | 'everyMs'>,
  { reads, unknown, random }: PollFacts,
): number {
  const usual = Math.min(1 + GROWTH * reads, MAX_FACTOR)
  const factor = unknown === 0 ? usual : Math.min(Math.max(usual, 2 ** unknown), MAX_UNKNOWN_FACTOR)
  const planned = reads === 0 ? firstMs : everyMs * factor
  return Math.max(MIN_INTERVAL_MS, planned) * (0.9 + random() * 0.2)
}
