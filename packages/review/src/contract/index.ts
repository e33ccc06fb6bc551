export { commandLine } from './command-line.ts'
export type {
  Attempt,
  Clip,
  ClipFile,
  ClipState,
  Money,
  PickRequest,
  Problem,
  Provider,
  Report,
  ReportChange,
  ReportHead,
  Run,
  Span,
  SpanPhase,
} from './report.ts'
export { UNSEEN } from './unseen.ts'
