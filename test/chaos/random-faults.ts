import type { Fault } from '@shotlist/emulator'
import type { Batch } from './batch.ts'
import { shuffled } from './kill-points.ts'
import type { Random } from './random.ts'

/** A fault and its share of its group's probability. */
type GroupedFault = { readonly fault: Fault; readonly share?: number }

/** Faults of one kind of trouble. */
type FaultGroup = { readonly name: string; readonly members: readonly GroupedFault[] }

/** After these faults it is certain whether a task was started. */
const SAFE_FAULTS: readonly FaultGroup[] = [
  {
    name: 'too many requests',
    members: [
      { fault: { on: 'submit', kind: 'status', status: 429, retryAfter: 0 } },
      { fault: { on: 'read', kind: 'status', status: 429, retryAfter: 0 } },
    ],
  },
  { name: 'no free slot', members: [{ fault: { on: 'submit', kind: 'error', class: 'busy', times: 60 } }] },
  { name: 'overload', members: [{ fault: { on: 'submit', kind: 'status', status: 503, retryAfter: 0 } }] },
  {
    name: 'reads fail',
    members: [{ fault: { on: 'read', kind: 'status', status: 500 } }, { fault: { on: 'read', kind: 'drop-before' }, share: 0.5 }],
  },
  {
    name: 'reads broken',
    members: [
      { fault: { on: 'read', kind: 'truncated-json' } },
      { fault: { on: 'read', kind: 'drop-mid-body' }, share: 0.5 },
      { fault: { on: 'read', kind: 'html' }, share: 0.5 },
      { fault: { on: 'read', kind: 'foreign-json' }, share: 0.5 },
    ],
  },
  {
    name: 'late and repeated responses',
    members: [{ fault: { on: 'read', kind: 'stale' } }, { fault: { on: 'any', kind: 'latency', ms: 20, jitterMs: 150 } }],
  },
  { name: 'informational responses', members: [{ fault: { on: 'submit', kind: 'continue' } }] },
  { name: 'downloads broken', members: [{ fault: { on: 'download', kind: 'truncated-download' } }] },
  { name: 'downloads slow', members: [{ fault: { on: 'download', kind: 'slow-download', bytesPerSecond: 8000 } }] },
  { name: 'wrong content', members: [{ fault: { on: 'download', kind: 'wrong-content' } }] },
  { name: 'links expired', members: [{ fault: { on: 'download', kind: 'expired-download' }, share: 0.5 }] },
  { name: 'files without length', members: [{ fault: { on: 'download', kind: 'no-length' } }] },
  { name: 'reads stalled', members: [{ fault: { on: 'read', kind: 'stall-body' }, share: 0.5 }] },
  { name: 'downloads stalled', members: [{ fault: { on: 'download', kind: 'stall-body' } }] },
  { name: 'uploads fail', members: [{ fault: { on: 'upload', kind: 'drop-after' } }] },
]

/** After these faults it is uncertain whether the submission was accepted. */
const UNCERTAIN_FAULTS: readonly FaultGroup[] = [
  { name: 'submissions dropped before', members: [{ fault: { on: 'submit', kind: 'drop-before' } }] },
  { name: 'submissions dropped after', members: [{ fault: { on: 'submit', kind: 'drop-after' } }] },
  { name: 'responses cut off', members: [{ fault: { on: 'submit', kind: 'drop-mid-body' } }] },
  { name: 'responses stalled', members: [{ fault: { on: 'submit', kind: 'stall-body' } }] },
  { name: 'responses truncated', members: [{ fault: { on: 'submit', kind: 'truncated-json' } }] },
  { name: 'HTML pages', members: [{ fault: { on: 'submit', kind: 'html', accepted: true } }] },
  { name: 'foreign JSON', members: [{ fault: { on: 'submit', kind: 'foreign-json', accepted: true } }] },
  { name: 'errors after acceptance', members: [{ fault: { on: 'submit', kind: 'status', status: 500, accepted: true } }] },
  { name: 'bad gateway', members: [{ fault: { on: 'submit', kind: 'status', status: 502 } }] },
]

type RandomFaults = { readonly names: readonly string[]; readonly faults: readonly Fault[] }

/**
 * The first upload of every run gets no response. Each picture is uploaded once, so it is not known in which run of a storm that happens;
 * no other fault has this problem.
 */
export const STALLED_UPLOAD: Fault = { on: 'upload', kind: 'stall-headers', nth: 1 }

/**
 * Draws two groups of safe faults and one of uncertain faults. The latter are likely with keys, and rare without, because each needs a
 * decision by the user.
 */
export function randomFaults(random: Random, { isKeyed, hasUploads }: Batch): RandomFaults {
  const groups = [random.pick(SAFE_FAULTS), random.pick(SAFE_FAULTS)]
  const faults = groups.flatMap((group) => withProbability(group, 0.05 + 0.25 * random.next()))
  const uncertain = random.pick(UNCERTAIN_FAULTS)
  return {
    names: [...groups, uncertain].map(({ name }) => name),
    faults: [...faults, ...withProbability(uncertain, isKeyed ? 0.15 : 0.02), ...(hasUploads ? [STALLED_UPLOAD] : [])],
  }
}

function withProbability({ members }: FaultGroup, probability: number): Fault[] {
  return members.map(({ fault, share = 1 }) => ({ ...fault, probability: probability * share }))
}

/** How often a body stalls when all faults are applied. */
const STALLS = 3

/** All faults in random order, except those on uploads, because there may be none; `STALLED_UPLOAD` covers them. */
export function allFaults(random: Random): Fault[] {
  const members = [...SAFE_FAULTS, ...UNCERTAIN_FAULTS].flatMap((group) => group.members).filter(({ fault: { on } }) => on !== 'upload')
  return shuffled(
    members.flatMap(({ fault }) => Array.from({ length: fault.kind === 'stall-body' ? STALLS : 1 }, () => fault)),
    random,
  )
}

/**
 * Makes each fault apply to one request of its phase: the first fault to the first request, the second to the second. So all of them are
 * applied: a failed request is repeated until one succeeds.
 */
export function oneEach(faults: readonly Fault[]): Fault[] {
  const counts = new Map<string, number>()
  return faults.map((fault) => {
    const nth = (counts.get(fault.on) ?? 0) + 1
    counts.set(fault.on, nth)
    return { ...fault, nth }
  })
}
