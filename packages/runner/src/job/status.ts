import type { ClipState } from '@shotlist/review'

type Row = {
  readonly meaning: string
  /** Whether its submission was paid: `maybe` if it may have reached the provider and no response says so. */
  readonly paid: 'no' | 'maybe' | 'yes'
  /** Whether it holds one of the provider's slots while a run works on it. */
  readonly slot: boolean
  /** The words for its submission in the journal. `answered`: the response named a task, which has not ended. */
  readonly attempt: readonly string[]
  /** The words of `job.state` events in this status. */
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
    meaning: 'Nothing is in flight. Its next submission is still to be made: the first one, or another one after a refusal.',
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
    meaning:
      'The provider has the task, and renders it or keeps it in its queue. If it has succeeded (`hasSucceeded`), a poll must return the URL of its file.',
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
    meaning:
      'The provider refused the request, or the task failed. It is not charged, unless the provider or its document says so (`billable`): then its price counts. If a repetition was refused (`maybeSent`), the first request may still be paid: then the submission stays `sent` in the journal.',
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

/** The status of one submission, as the journal writes it. */
export type AttemptState = (typeof STATUSES)[Status]['attempt'][number]

/** The progress of a job in `job.state` events. `queued` and `rendering` are what the provider reports. */
export type JobProgress = (typeof STATUSES)[Status]['progress'][number]

const PAID: ReadonlySet<AttemptState> = new Set(Object.values(STATUSES).flatMap(({ paid, attempt }) => (paid === 'no' ? [] : attempt)))

/** Whether a submission in this state is paid, or may be, if the provider has not said what it charges. */
export function mayBePaid(state: AttemptState): boolean {
  return PAID.has(state)
}
