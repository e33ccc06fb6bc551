import type { ClipState } from '../contract/report.ts'

/** States in the order in which they want attention. */
export const STATES: readonly ClipState[] = [
  'failed',
  'uncertain',
  'missing',
  'blocked',
  'downloading',
  'rendering',
  'queued',
  'waiting',
  'planned',
  'done',
]

const TEXT: Readonly<Record<ClipState, string>> = {
  failed: 'Failed',
  uncertain: 'Uncertain',
  missing: 'File missing',
  blocked: 'Blocked',
  downloading: 'Downloading',
  rendering: 'Rendering',
  queued: 'Queued',
  waiting: 'Waiting',
  planned: 'Planned',
  done: 'Done',
}

export const stateText = (state: ClipState): string => TEXT[state]
