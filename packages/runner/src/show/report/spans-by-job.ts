import type { Span, SpanPhase } from '@shotlist/review'
import type { RunEvent } from '../../run/run-event.ts'

type Open = { spans: Span[]; phase: SpanPhase; sinceMs: number }

/**
 * What each job of a run was doing when, from the run's events. Jobs that only waited, or had nothing to do, are left out: a timeline is of
 * what happened. A span without an end lasts, or the run was killed in it.
 *
 * @param startedMs when the run began: until the first event of a job, it waited for its turn
 */
export function spansByJob(events: readonly RunEvent[], startedMs: number): ReadonlyMap<string, readonly Span[]> {
  const open = new Map<string, Open>()
  const ended = new Map<string, Span[]>()
  for (const event of events) {
    if (!('job' in event)) continue
    const atMs = Date.parse(event.at)
    const now = open.get(event.job) ?? { spans: ended.get(event.job) ?? [], phase: 'waiting', sinceMs: startedMs }
    const phase = phaseAfter(event)
    if (phase === undefined) {
      open.delete(event.job)
      ended.set(event.job, closed(now, atMs))
    } else if (phase !== now.phase) {
      open.set(event.job, { spans: closed(now, atMs), phase, sinceMs: atMs })
    } else {
      open.set(event.job, now)
    }
  }
  for (const [job, { spans, phase, sinceMs }] of open) ended.set(job, [...spans, { phase, fromMs: sinceMs }])
  return new Map([...ended].filter(([, spans]) => spans.some(({ phase }) => phase !== 'waiting')))
}

function closed({ spans, phase, sinceMs }: Open, atMs: number): Span[] {
  return atMs > sinceMs ? [...spans, { phase, fromMs: sinceMs, toMs: atMs }] : spans
}

/** What a job does after an event; absent: nothing more. */
function phaseAfter(event: Extract<RunEvent, { readonly job: string }>): SpanPhase | undefined {
  switch (event.event) {
    case 'job.submitted':
      return 'queued'
    case 'job.state':
      return event.state === 'stored' ? undefined : event.state
    case 'job.retry':
      return 'waiting'
    default:
      return undefined
  }
}
