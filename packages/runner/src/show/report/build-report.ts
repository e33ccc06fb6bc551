import { defined } from '@shotlist/codegen/defined'
import type { Provider, Report, Run, Span, SpanPhase } from '@shotlist/review'
import type { RunEvent } from '../../run/run-event.ts'
import { renderedAs } from '../../store/kept-picks.ts'
import { clipOf } from './clip-of.ts'
import { lastEventByJob, type ReportSources, type RunHistory } from './report-sources.ts'

export type ReportOptions = {
  /** The manifest as commands must name it; absent if it is the default one. */
  readonly manifest?: string
  /** Options that commands need besides. */
  readonly commandOptions?: readonly string[]
  readonly live: boolean
  readonly rehearsal: boolean
  /** ISO time. */
  readonly createdAt: string
  /** The URL of a clip on the page, by its path below the output folder. */
  readonly srcOf: (path: string, sha256: string) => string
}

/** Builds what the review page shows of a manifest. Pure. */
export function buildReport(sources: ReportSources, options: ReportOptions): Report {
  const { manifest, commandOptions = [], live, rehearsal, createdAt, srcOf } = options
  const { plan, runs } = sources
  const picks = picksOf(sources, rehearsal)
  const automatic = new Set(plan.instances.filter(({ pick }) => pick === 'first').map(({ id }) => id))
  const named = manifest === undefined ? [] : [manifest]
  const histories = runs.map((history) => ({ history, spans: spansByJob(history.events, Date.parse(history.run.startedAt)) }))
  const lastEvents = lastEventByJob(runs)
  const timelines = histories.filter(({ spans }) => spans.size > 0)
  return {
    version: 1,
    name: plan.name,
    ...defined({ manifest }),
    createdAt,
    live,
    rehearsal,
    condition: conditionOf(sources),
    runs: timelines.map(({ history }) => runOf(history, sources)),
    providers: Object.fromEntries(Object.values(plan.providers).map(({ id, model }) => [id, providerOf(model)])),
    picks,
    clips: plan.instances.map((instance) =>
      clipOf(instance, {
        sources,
        srcOf,
        picks,
        automatic,
        lastEvent: lastEvents.get(instance.id),
        timeline: Object.fromEntries(
          timelines.flatMap(({ history, spans }) => {
            const own = spans.get(instance.id)
            return own === undefined ? [] : [[history.run.id, own]]
          }),
        ),
        words: [rehearsal ? 'rehearse' : 'run', ...named, ...commandOptions],
      }),
    ),
  }
}

/** The picked takes, by group. In a rehearsal a pick stays valid for any render, because each rehearsal draws all clips again. */
function picksOf({ jobs, lockfile }: ReportSources, rehearsal: boolean): Report['picks'] {
  const standing = Object.entries(lockfile.picks).filter(
    ([, { take, render }]) => rehearsal || renderedAs({ record: jobs.get(take), entry: lockfile.jobs[take] }) === render,
  )
  return Object.fromEntries(standing.map(([group, { take }]) => [group, take]))
}

function conditionOf({ runs, isRunning }: ReportSources): Report['condition'] {
  const last = runs.at(-1)?.run
  if (last === undefined) return 'none'
  if (last.finishedAt === undefined) return isRunning ? 'running' : 'killed'
  return CONDITIONS.find((condition) => condition === last.outcome) ?? 'done'
}

const CONDITIONS = ['done', 'failed', 'budget', 'decision', 'auth', 'interrupted'] as const

function runOf({ run, events }: RunHistory, { runs, isRunning }: ReportSources): Run {
  const isLast = runs.at(-1)?.run.id === run.id
  // The last event of a killed run is the best estimate of when it ended.
  const end = run.finishedAt ?? (isLast && isRunning ? undefined : (events.at(-1)?.at ?? run.startedAt))
  return {
    id: run.id,
    verb: run.verb,
    startedMs: Date.parse(run.startedAt),
    ...defined({ endedMs: end === undefined ? undefined : Date.parse(end) }),
  }
}

function providerOf({ table }: ReportSources['plan']['providers'][string]['model']): Provider {
  return {
    title: table.title,
    unit: table.money.unit,
  }
}

type Open = { spans: Span[]; phase: SpanPhase; sinceMs: number }

/**
 * The phases of each job over time, from the run's events. Leaves out jobs that only waited or had nothing to do. A span without an end
 * continues, or the run was killed in it.
 *
 * @param startedMs when the run began: each job waits from then until its first event
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

/** The phase of a job after an event; undefined if it has ended. */
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
