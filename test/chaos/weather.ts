import type { Fault } from '@shotlist/emulator'
import type { Batch } from './batch.ts'
import { shuffled } from './endings.ts'
import type { Luck } from './seeded.ts'

/** A fault without the requests it strikes. `share`: how much less likely than its gust it is. */
type Strike = { readonly fault: Fault; readonly share?: number }

/** What can go wrong on the way, each kind as a gust of it. */
type Gust = { readonly name: string; readonly strikes: readonly Strike[] }

/** Nothing of this can start a task that nobody hears of. */
const HARMLESS: readonly Gust[] = [
  {
    name: 'too many requests',
    strikes: [
      { fault: { on: 'submit', kind: 'status', status: 429, retryAfter: 0 } },
      { fault: { on: 'read', kind: 'status', status: 429, retryAfter: 0 } },
    ],
  },
  { name: 'no free slot', strikes: [{ fault: { on: 'submit', kind: 'error', class: 'busy', times: 60 } }] },
  { name: 'overload', strikes: [{ fault: { on: 'submit', kind: 'status', status: 503, retryAfter: 0 } }] },
  {
    name: 'reads fail',
    strikes: [{ fault: { on: 'read', kind: 'status', status: 500 } }, { fault: { on: 'read', kind: 'drop-before' }, share: 0.5 }],
  },
  {
    name: 'reads broken',
    strikes: [
      { fault: { on: 'read', kind: 'truncated-json' } },
      { fault: { on: 'read', kind: 'drop-mid-body' }, share: 0.5 },
      { fault: { on: 'read', kind: 'html' }, share: 0.5 },
      { fault: { on: 'read', kind: 'foreign-json' }, share: 0.5 },
    ],
  },
  {
    name: 'late and doubled answers',
    strikes: [{ fault: { on: 'read', kind: 'stale' } }, { fault: { on: 'any', kind: 'latency', ms: 20, jitterMs: 150 } }],
  },
  { name: 'informational answers', strikes: [{ fault: { on: 'submit', kind: 'continue' } }] },
  { name: 'downloads broken', strikes: [{ fault: { on: 'download', kind: 'truncated-download' } }] },
  { name: 'downloads slow', strikes: [{ fault: { on: 'download', kind: 'slow-download', bytesPerSecond: 8000 } }] },
  { name: 'wrong content', strikes: [{ fault: { on: 'download', kind: 'wrong-content' } }] },
  { name: 'links expired', strikes: [{ fault: { on: 'download', kind: 'expired-download' }, share: 0.5 }] },
  { name: 'files without length', strikes: [{ fault: { on: 'download', kind: 'no-length' } }] },
  { name: 'reads stalled', strikes: [{ fault: { on: 'read', kind: 'stall-body' }, share: 0.5 }] },
  { name: 'downloads stalled', strikes: [{ fault: { on: 'download', kind: 'stall-body' } }] },
  { name: 'uploads fail', strikes: [{ fault: { on: 'upload', kind: 'drop-after' } }] },
]

/** After these nobody knows whether the submission was taken. */
const TREACHEROUS: readonly Gust[] = [
  { name: 'submissions dropped before', strikes: [{ fault: { on: 'submit', kind: 'drop-before' } }] },
  { name: 'submissions dropped after', strikes: [{ fault: { on: 'submit', kind: 'drop-after' } }] },
  { name: 'answers broken off', strikes: [{ fault: { on: 'submit', kind: 'drop-mid-body' } }] },
  { name: 'answers stalled', strikes: [{ fault: { on: 'submit', kind: 'stall-body' } }] },
  { name: 'answers cut', strikes: [{ fault: { on: 'submit', kind: 'truncated-json' } }] },
  { name: 'pages for answers', strikes: [{ fault: { on: 'submit', kind: 'html', accepted: true } }] },
  { name: "answers that are not the provider's", strikes: [{ fault: { on: 'submit', kind: 'foreign-json', accepted: true } }] },
  { name: 'errors though accepted', strikes: [{ fault: { on: 'submit', kind: 'status', status: 500, accepted: true } }] },
  { name: 'bad gateway', strikes: [{ fault: { on: 'submit', kind: 'status', status: 502 } }] },
]

type Weather = { readonly names: readonly string[]; readonly faults: readonly Fault[] }

/**
 * The first upload of every run gets no answer. Pictures are uploaded once, so nobody can tell before in which run of a storm that is; of no
 * other fault is this the kind.
 */
export const UPLOAD_STALLS: Fault = { on: 'upload', kind: 'stall-headers', nth: 1 }

/** Two kinds of harmless trouble and one of the other at a time: with a key often, without one so rarely that people could settle it. */
export function weather(luck: Luck, { isKeyed, hasUploads }: Batch): Weather {
  const gusts = [luck.pick(HARMLESS), luck.pick(HARMLESS)]
  const faults = gusts.flatMap((gust) => likely(gust, 0.05 + 0.25 * luck.next()))
  const treason = luck.pick(TREACHEROUS)
  return {
    names: [...gusts, treason].map(({ name }) => name),
    faults: [...faults, ...likely(treason, isKeyed ? 0.15 : 0.02), ...(hasUploads ? [UPLOAD_STALLS] : [])],
  }
}

function likely({ strikes }: Gust, probability: number): Fault[] {
  return strikes.map(({ fault, share = 1 }) => ({ ...fault, probability: probability * share }))
}

/** How often bodies stall where everything strikes. */
const STALLS = 3

/** Everything that can go wrong, in any order. Of uploads there may be none; they have `UPLOAD_STALLS`. */
export function everything(luck: Luck): Fault[] {
  const strikes = [...HARMLESS, ...TREACHEROUS].flatMap((gust) => gust.strikes).filter(({ fault: { on } }) => on !== 'upload')
  return shuffled(
    strikes.flatMap(({ fault }) => Array.from({ length: fault.kind === 'stall-body' ? STALLS : 1 }, () => fault)),
    luck,
  )
}

/**
 * Each fault strikes one request of its kind: the first the first, the second the second. So none waits for its chance: a request that failed
 * is followed by another until one has got through.
 */
export function oneEach(faults: readonly Fault[]): Fault[] {
  const counts = new Map<string, number>()
  return faults.map((fault) => {
    const nth = (counts.get(fault.on) ?? 0) + 1
    counts.set(fault.on, nth)
    return { ...fault, nth }
  })
}
