import { INSTANTS } from './instants.ts'
import type { Luck } from './seeded.ts'

/**
 * How a run of a storm ends. It dies by itself at an instant, as `crash-at.ts` names them; or it is stopped when it has written an event for
 * the nth time, a second run is turned away meanwhile, and it is killed as it stands.
 */
export type Ending = { readonly instant: string } | { readonly event: 'job.submitted' | 'job.done'; readonly times: number }

/** What a process was doing when it died. */
export const KILLED_WHILE = ['commit', 'submit', 'read', 'download', 'place'] as const
export type KilledWhile = (typeof KILLED_WHILE)[number]

/** By the words of an instant, or of what `crash-at.ts` wrote when it was there: a commit is told by the rows in it. */
export function killedWhile(words: string): KilledWhile | undefined {
  const what = words.split(' ')[1] ?? ''
  return KILLED_WHILE.find((each) => each === what) ?? (what.includes(':') ? 'commit' : undefined)
}

/** Of instants that come again and again, the first ones. */
const MOST_TIMES = 3

/** Deals instants so that chance leaves nothing out: each kind comes before any comes again. */
export function dealInstants(luck: Luck): () => string {
  let kinds: KilledWhile[] = []
  return () => {
    if (kinds.length === 0) kinds = shuffled(KILLED_WHILE, luck)
    const kind = kinds.pop()
    const instants = INSTANTS.map(({ instant }) => instant).filter((instant) => killedWhile(instant) === kind)
    return `${luck.pick(instants)} ${luck.between(1, MOST_TIMES)}`
  }
}

/** Every so many kills one is by an event. */
const EVENTS_EVERY = 5
/** Every so many of the others one is at any instant, far into the run. */
const ANY_EVERY = 3

/**
 * The ends of a storm's runs.
 *
 * @param most how far into a run an instant without a name may be: not so far that the run could be over before
 */
export function drawEndings(
  luck: Luck,
  { kills, most, deal }: { readonly kills: number; readonly most: number; readonly deal: () => string },
): Ending[] {
  const byEvent = luck.between(0, Math.min(kills, EVENTS_EVERY) - 1)
  return Array.from({ length: kills }, (_, nth) => {
    if (nth % EVENTS_EVERY === byEvent) return { event: luck.pick(['job.submitted', 'job.done'] as const), times: luck.between(1, 6) }
    const when = luck.pick(['before', 'after'])
    return { instant: nth % ANY_EVERY === ANY_EVERY - 1 ? `${when} any ${luck.between(1, most)}` : deal() }
  })
}

/** The same in another order. */
export function shuffled<T>(items: readonly T[], luck: Luck): T[] {
  const left = [...items]
  return items.map(() => left.splice(luck.between(0, left.length - 1), 1)[0] as T)
}
