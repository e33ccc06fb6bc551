import type { TaskRules } from '../contract/index.ts'

/** No schedule is faster than this, whatever a document says. */
const SHORTEST_MS = 20
/** Waits grow by this share of `everyMs` with each read, up to `most` times it: long tasks are looked at less often. */
const GROWTH = 0.05
const MOST = 3
/** How much longer a state that the document does not know may make the wait. */
const MOST_UNKNOWN = 8

export type PollFacts = {
  /** Reads so far. */
  readonly reads: number
  /** How many of the last reads, one after another, found a state the document does not know. */
  readonly unknown: number
  readonly random: () => number
}

/**
 * How long to wait before the next read of a task. Within 10 % of the schedule, at random, so that tasks submitted together are not read
 * together. While the state is unknown the wait doubles with each read, because nothing tells whether it will ever end.
 */
export function pollDelayMs(
  { firstMs, everyMs }: Pick<TaskRules['poll'], 'firstMs' | 'everyMs'>,
  { reads, unknown, random }: PollFacts,
): number {
  const calm = Math.min(1 + GROWTH * reads, MOST)
  const factor = unknown === 0 ? calm : Math.min(Math.max(calm, 2 ** unknown), MOST_UNKNOWN)
  const planned = reads === 0 ? firstMs : everyMs * factor
  return Math.max(SHORTEST_MS, planned) * (0.9 + random() * 0.2)
}
