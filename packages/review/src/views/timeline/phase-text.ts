import type { SpanPhase } from '../../contract/report.ts'

const TEXT: Readonly<Record<SpanPhase, string>> = {
  waiting: 'Waiting',
  uploading: 'Uploading',
  queued: 'Queued at the provider',
  rendering: 'Rendering',
  downloading: 'Downloading',
}

export const phaseText = (phase: SpanPhase): string => TEXT[phase]
