import type { Fault } from '@shotlist/emulator'
import type { Luck } from './seeded.ts'

/** What can go wrong on the way, each kind as a gust of it. */
type Gust = { readonly name: string; faults(probability: number): Fault[] }

/** Nothing of this can start a task that nobody hears of. */
const HARMLESS: readonly Gust[] = [
  {
    name: 'too many requests',
    faults: (probability) => [
      { on: 'submit', kind: 'status', status: 429, retryAfter: 0, probability },
      { on: 'read', kind: 'status', status: 429, retryAfter: 0, probability },
    ],
  },
  { name: 'no free slot', faults: (probability) => [{ on: 'submit', kind: 'error', class: 'busy', probability, times: 60 }] },
  { name: 'overload', faults: (probability) => [{ on: 'submit', kind: 'status', status: 503, retryAfter: 0, probability }] },
  {
    name: 'reads fail',
    faults: (probability) => [
      { on: 'read', kind: 'status', status: 500, probability },
      { on: 'read', kind: 'drop-before', probability: probability / 2 },
    ],
  },
  {
    name: 'reads broken',
    faults: (probability) => [
      { on: 'read', kind: 'truncated-json', probability },
      { on: 'read', kind: 'drop-mid-body', probability: probability / 2 },
      { on: 'read', kind: 'html', probability: probability / 2 },
    ],
  },
  {
    name: 'late and doubled answers',
    faults: (probability) => [
      { on: 'read', kind: 'stale', probability },
      { on: 'any', kind: 'latency', ms: 20, jitterMs: 150, probability },
    ],
  },
  { name: 'downloads broken', faults: (probability) => [{ on: 'download', kind: 'truncated-download', probability }] },
  { name: 'downloads slow', faults: (probability) => [{ on: 'download', kind: 'slow-download', bytesPerSecond: 8000, probability }] },
  { name: 'wrong content', faults: (probability) => [{ on: 'download', kind: 'wrong-content', probability }] },
  { name: 'links expired', faults: (probability) => [{ on: 'download', kind: 'expired-download', probability: probability / 2 }] },
  { name: 'files without length', faults: (probability) => [{ on: 'download', kind: 'no-length', probability }] },
  { name: 'reads stalled', faults: (probability) => [{ on: 'read', kind: 'stall-body', probability: probability / 2 }] },
  { name: 'downloads stalled', faults: (probability) => [{ on: 'download', kind: 'stall-body', probability }] },
  { name: 'uploads fail', faults: (probability) => [{ on: 'upload', kind: 'drop-after', probability }] },
]

/** After these nobody knows whether the submission was taken. */
const TREACHEROUS: readonly Gust[] = [
  { name: 'submissions dropped before', faults: (probability) => [{ on: 'submit', kind: 'drop-before', probability }] },
  { name: 'submissions dropped after', faults: (probability) => [{ on: 'submit', kind: 'drop-after', probability }] },
  { name: 'answers broken off', faults: (probability) => [{ on: 'submit', kind: 'drop-mid-body', probability }] },
  { name: 'answers stalled', faults: (probability) => [{ on: 'submit', kind: 'stall-body', probability }] },
  { name: 'answers cut', faults: (probability) => [{ on: 'submit', kind: 'truncated-json', probability }] },
  { name: 'pages for answers', faults: (probability) => [{ on: 'submit', kind: 'html', accepted: true, probability }] },
  { name: 'errors though accepted', faults: (probability) => [{ on: 'submit', kind: 'status', status: 500, accepted: true, probability }] },
  { name: 'bad gateway', faults: (probability) => [{ on: 'submit', kind: 'status', status: 502, probability }] },
]

/** Answers that begin, and never end: to submissions, to reads, and files. Each strikes as often as it has numbers. */
export const STALLS: readonly Fault[] = [
  { on: 'submit', kind: 'stall-body', nth: [2, 5] },
  { on: 'read', kind: 'stall-body', nth: [1, 4, 9] },
  { on: 'download', kind: 'stall-body', nth: [1, 3, 7] },
]

export type Weather = { readonly names: readonly string[]; readonly faults: readonly Fault[] }

/** Two kinds of harmless trouble and one of the other at a time: with a key often, without one so rarely that people could settle it. */
export function weather(luck: Luck, { isKeyed }: { readonly isKeyed: boolean }): Weather {
  const gusts = [luck.pick(HARMLESS), luck.pick(HARMLESS)]
  const faults = gusts.flatMap((gust) => gust.faults(0.05 + 0.25 * luck.next()))
  const treason = luck.pick(TREACHEROUS)
  return {
    names: [...gusts, treason].map(({ name }) => name),
    faults: [...faults, ...treason.faults(isKeyed ? 0.15 : 0.02)],
  }
}
