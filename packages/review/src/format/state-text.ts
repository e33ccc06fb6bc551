import type { ClipState, SpanPhase } from '../contract/report.ts'

/** States, the most urgent first. */
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

const STATE_TEXT: Readonly<Record<ClipState, string>> = {
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

export function stateText(state: ClipState): string {
  return STATE_TEXT[state]
}

const PHASE_TEXT: Readonly<Record<SpanPhase, string>> = {
  waiting: 'Waiting',
  uploading: 'Uploading',
  queued: 'Queued at the provider',
  rendering: 'Rendering',
  downloading: 'Downloading',
}

export function phaseText(phase: SpanPhase): string {
  return PHASE_TEXT[phase]
}
