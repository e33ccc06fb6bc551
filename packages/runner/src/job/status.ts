import type { ClipState } from '@shotlist/review'

type Row = {
  readonly meaning: string
  /** Whether its submission was paid: `maybe` where it may have reached the provider and nobody knows. */
  readonly paid: 'no' | 'maybe' | 'yes'
  /** Whether it holds one of the provider's concurrent slots while a run works on it. */
  readonly slot: boolean
  /** The words for its submission in the journal. */
  readonly attempt: readonly string[]
  /** The words of `job.state` events while it lasts. */
  readonly progress: readonly string[]
  /** The words for its clip in reports and on the review page. */
  readonly clip: readonly ClipState[]
}

/**
 * Every status of a job, in the order of its life, with what each means for money and its word in the journal, in events and on the review
 * page. The types of those words derive from this table, and so does `docs/statuses.gen.md`.
 */
export const STATUSES = {
  ready: {
    meaning: 'Nothing is under way. Its next submission is still to be made.',
    paid: 'no',
    slot: false,
    attempt: [],
    progress: ['uploading'],
    clip: ['planned', 'waiting', 'blocked'],
  },
  intended: {
    meaning: 'The submission is written down, and not sent yet.',
    paid: 'no',
    slot: true,
    attempt: ['intended'],
    progress: [],
    clip: ['queued'],
  },
  sent: {
    meaning: 'The submission may have reached the provider. No response to it is known.',
    paid: 'maybe',
    slot: true,
    attempt: ['sent'],
    progress: [],
    clip: ['queued'],
  },
  rendering: {
    meaning: 'The provider has the task, and renders it or keeps it in its queue.',
    paid: 'yes',
    slot: true,
    attempt: ['answered'],
    progress: ['queued', 'rendering'],
    clip: ['queued', 'rendering'],
  },
  fetching: {
    meaning: 'The task has succeeded. Its file is still to be downloaded.',
    paid: 'yes',
    slot: false,
    attempt: ['succeeded'],
    progress: ['downloading'],
    clip: ['downloading'],
  },
  done: {
    meaning: 'The file is in its place. The clip is `missing` if the file was removed since.',
    paid: 'yes',
    slot: false,
    attempt: ['succeeded'],
    progress: ['stored'],
    clip: ['done', 'missing'],
  },
  failed: {
    meaning: 'The provider refused the request, or the task failed. It is not charged, unless the provider says so.',
    paid: 'no',
    slot: false,
    attempt: ['refused', 'failed'],
    progress: [],
    clip: ['failed'],
  },
  uncertain: {
    meaning: 'The submission may have been paid, and the provider cannot be asked. The user decides with `shotlist resolve`.',
    paid: 'maybe',
    slot: false,
    attempt: ['uncertain'],
    progress: [],
    clip: ['uncertain'],
  },
} as const satisfies Readonly<Record<string, Row>>

/** A job's status: the `phase` of its state. */
export type Status = keyof typeof STATUSES

/** Where one submission stands, as the journal writes it. */
export type AttemptState = (typeof STATUSES)[Status]['attempt'][number]

/** What a job does, as `job.state` events say it. `queued` and `rendering` are the provider's side. */
export type JobProgress = (typeof STATUSES)[Status]['progress'][number]

const PAID: ReadonlySet<AttemptState> = new Set(Object.values(STATUSES).flatMap(({ paid, attempt }) => (paid === 'no' ? [] : attempt)))

/** Whether a submission in this state was paid, or may have been, without a word of the provider about its charge. */
export function mayBePaid(state: AttemptState): boolean {
  return PAID.has(state)
}
