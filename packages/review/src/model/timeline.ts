import type { Clip, Run, Span, SpanPhase } from '../contract/report.ts'

export const PHASES: readonly SpanPhase[] = ['waiting', 'uploading', 'queued', 'rendering', 'downloading']

export type TimelineRow = { readonly clip: Clip; readonly spans: readonly ClosedSpan[]; readonly endMs: number }

type ClosedSpan = { readonly phase: SpanPhase; readonly fromMs: number; readonly toMs: number }

export type Timeline = { readonly rows: readonly TimelineRow[]; readonly fromMs: number; readonly toMs: number }

/** The order of the rows: by start, by duration, or as in the manifest. */
export type TimelineOrder = 'start' | 'length' | 'manifest'

/** The phases of the clips in a run. @param nowMs the end of unfinished phases */
export function timelineOf(clips: readonly Clip[], { run, nowMs, order }: { run: Run; nowMs: number; order: TimelineOrder }): Timeline {
  const endMs = run.endedMs ?? nowMs
  const rows = clips.flatMap((clip) => {
    const spans = (clip.timeline[run.id] ?? []).map((span) => closed(span, endMs))
    return spans.length === 0 ? [] : [{ clip, spans, endMs: spans.at(-1)?.toMs ?? endMs }]
  })
  const toMs = rows.reduce((latest, row) => Math.max(latest, row.endMs), run.startedMs + 1)
  return { rows: ordered(rows, order), fromMs: run.startedMs, toMs }
}

function closed({ phase, fromMs, toMs }: Span, endMs: number): ClosedSpan {
  return { phase, fromMs, toMs: Math.max(fromMs, toMs ?? endMs) }
}

function ordered(rows: TimelineRow[], order: TimelineOrder): readonly TimelineRow[] {
  if (order === 'manifest') return rows
  return rows.toSorted((a, b) => (order === 'length' ? workOf(b) - workOf(a) : beginOf(a) - beginOf(b)))
}

function atWork({ spans }: TimelineRow): readonly ClosedSpan[] {
  return spans.filter(({ phase }) => phase !== 'waiting')
}

function beginOf(row: TimelineRow): number {
  return atWork(row)[0]?.fromMs ?? Number.POSITIVE_INFINITY
}

function workOf(row: TimelineRow): number {
  return atWork(row).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
}

export type LoadPoint = { readonly atMs: number; readonly phase: SpanPhase; readonly count: number }

/** The number of jobs in each phase, at evenly spaced times. */
export function loadOf({ rows, fromMs, toMs }: Timeline, points = 160): readonly LoadPoint[] {
  const step = (toMs - fromMs) / points
  const phases = PHASES.filter((phase) => phase !== 'waiting')
  const counts = new Map<SpanPhase, Float64Array>(phases.map((phase) => [phase, new Float64Array(points + 1)]))
  for (const { spans } of rows) {
    for (const span of spans) {
      const series = counts.get(span.phase)
      if (series === undefined) continue
      const last = Math.floor((span.toMs - fromMs) / step)
      for (let point = Math.ceil((span.fromMs - fromMs) / step); point <= last; point += 1) series[point] = (series[point] ?? 0) + 1
    }
  }
  return phases.flatMap((phase) => Array.from(counts.get(phase) ?? [], (count, point) => ({ atMs: fromMs + point * step, phase, count })))
}

/** Usual steps of time axes, in milliseconds. */
const STEPS = [100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 21600e3, 86400e3]

/** The times to label on an axis of this length: at most `wanted`, beginning with 0. */
export function ticksOf(lengthMs: number, wanted = 8): readonly number[] {
  const step = STEPS.find((each) => lengthMs / each < wanted) ?? Math.ceil(lengthMs / wanted)
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, nth) => nth * step)
}
