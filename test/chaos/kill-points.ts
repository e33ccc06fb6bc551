import { INSTANTS } from './instants.ts'
import type { Random } from './random.ts'

/**
 * How a run of a storm ends. It is killed at an instant of `crash-at.ts`; or it is stopped after it has written an event for the nth time,
 * a second run is refused meanwhile, and then it is killed.
 */
export type KillPoint = { readonly instant: string } | { readonly event: 'job.submitted' | 'job.done'; readonly times: number }

/** What a process was doing when it died. */
export const KILLED_WHILE = ['commit', 'submit', 'read', 'download', 'place'] as const
export type KilledWhile = (typeof KILLED_WHILE)[number]

/** Reads it from the name of an instant or from the output of `crash-at.ts`. A commit is named by the rows in it. */
export function killedWhile(words: string): KilledWhile | undefined {
  const what = words.split(' ')[1] ?? ''
  return KILLED_WHILE.find((each) => each === what) ?? (what.includes(':') ? 'commit' : undefined)
}

/** For instants that occur many times, one of the first few is used. */
const MOST_TIMES = 3

/** Draws instants so that none is missed by chance: each kind is drawn once before any is drawn again. */
export function createInstantDraw(random: Random): () => string {
  let kinds: KilledWhile[] = []
  return () => {
    if (kinds.length === 0) kinds = shuffled(KILLED_WHILE, random)
    const kind = kinds.pop()
    const instants = INSTANTS.map(({ instant }) => instant).filter((instant) => killedWhile(instant) === kind)
    return `${random.pick(instants)} ${random.between(1, MOST_TIMES)}`
  }
}

/** One of this many kills is at an event. */
const EVENTS_EVERY = 5
/** One of this many of the other kills is at any instant, far into the run. */
const ANY_EVERY = 3

/**
 * The kill points of a storm's runs.
 *
 * @param most how far into a run an unnamed instant may be, so that the run is not over before it
 */
export function drawKillPoints(
  random: Random,
  { kills, most, drawInstant }: { readonly kills: number; readonly most: number; readonly drawInstant: () => string },
): KillPoint[] {
  const byEvent = random.between(0, Math.min(kills, EVENTS_EVERY) - 1)
  return Array.from({ length: kills }, (_, nth) => {
    if (nth % EVENTS_EVERY === byEvent) return { event: random.pick(['job.submitted', 'job.done'] as const), times: random.between(1, 6) }
    const when = random.pick(['before', 'after'])
    return { instant: nth % ANY_EVERY === ANY_EVERY - 1 ? `${when} any ${random.between(1, most)}` : drawInstant() }
  })
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items]
  return items.map(() => left.splice(random.between(0, left.length - 1), 1)[0] as T)
}
