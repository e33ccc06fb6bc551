import { areaY, axisY, plot, ruleY } from '@observablehq/plot'
import { useCallback, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { Figure } from '../../elements/figure.tsx'
import { VirtualRows } from '../../elements/virtual-rows.tsx'
import { durationText } from '../../format/quantity-text.ts'
import { phaseText } from '../../format/state-text.ts'
import { loadOf, PHASES, type Timeline, type TimelineOrder, type TimelineRow, ticksOf, timelineOf } from '../../model/timeline.ts'
import { shown } from '../../state/filters.ts'
import { head, now } from '../../state/report.ts'
import { isNarrow } from '../../state/screen.ts'
import { currentId, layout, openDetail } from '../../state/view.ts'
import { NothingHere } from '../clips/nothing-here.tsx'

const ROW_HEIGHT = 26

const ORDERS: Readonly<Record<TimelineOrder, string>> = { start: 'first begun', length: 'longest', manifest: 'as in the manifest' }

/** A run over time: one bar for each job. */
export function TimelineView() {
  const { runs } = head.value
  const [runId, setRunId] = useState<string | undefined>(undefined)
  const [order, setOrder] = useState<TimelineOrder>('start')
  const run = runs.find(({ id }) => id === runId) ?? runs.at(-1)
  const nowMs = run?.endedMs === undefined ? now.value : 0
  const timeline = useMemo(
    () => (run === undefined ? { rows: [], fromMs: 0, toMs: 1 } : timelineOf(shown.value, { run, nowMs, order })),
    [shown.value, run, nowMs, order],
  )
  const { rows, fromMs, toMs } = timeline
  useLayoutEffect(() => {
    layout.value = rows.map(({ clip }) => [clip.id])
  }, [rows])
  const heights = useMemo(() => rows.map(() => ROW_HEIGHT), [rows])
  const phases = useMemo(() => PHASES.filter((phase) => rows.some(({ spans }) => spans.some((span) => span.phase === phase))), [rows])
  const render = useCallback(
    (at: number) => {
      const row = rows[at]
      return row === undefined ? null : <Bar row={row} fromMs={fromMs} toMs={toMs} />
    },
    [rows, fromMs, toMs],
  )
  if (run === undefined) return <NoRun />
  const id = currentId.value
  return (
    <section class="view" aria-label="Timeline">
      <div class="controls">
        <label>
          Run{' '}
          <select value={run.id} onChange={(event) => setRunId(event.currentTarget.value)}>
            {runs.toReversed().map((each) => (
              <option key={each.id} value={each.id}>
                {each.verb} of {new Date(each.startedMs).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium', hour12: false })}
              </option>
            ))}
          </select>
        </label>
        <label>
          First{' '}
          <select value={order} onChange={(event) => setOrder(event.currentTarget.value as TimelineOrder)}>
            {Object.entries(ORDERS).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <ul class="legend">
          {phases.map((phase) => (
            <li key={phase}>
              <i class={`swatch is-${phase}`} aria-hidden="true" /> {phaseText(phase)}
            </li>
          ))}
        </ul>
      </div>
      {rows.length === 0 ? (
        <NothingHere />
      ) : (
        <>
          <LoadPlot timeline={timeline} />
          <VirtualRows
            heights={heights}
            keyOf={(row) => rows[row]?.clip.id ?? String(row)}
            label="Jobs over time"
            focusRow={id === undefined ? -1 : rows.findIndex(({ clip }) => clip.id === id)}
            top={<Axis lengthMs={toMs - fromMs} />}
            render={render}
          />
        </>
      )}
    </section>
  )
}

function Axis({ lengthMs }: { lengthMs: number }) {
  return (
    <div class="time-axis" aria-hidden="true">
      <span class="bar-title" />
      <span class="track">
        {ticksOf(lengthMs).map((atMs) => (
          <i key={atMs} style={{ left: `${(atMs / lengthMs) * 100}%` }}>
            {durationText(atMs)}
          </i>
        ))}
      </span>
    </div>
  )
}

function Bar({ row, fromMs, toMs }: { row: TimelineRow; fromMs: number; toMs: number }) {
  const { clip, spans } = row
  const share = (ms: number) => `${(ms / (toMs - fromMs)) * 100}%`
  const text = spans.map((span) => `${phaseText(span.phase)} ${durationText(span.toMs - span.fromMs)}`).join(', ')
  return (
    <button
      type="button"
      class={currentId.value === clip.id ? 'bar is-current' : 'bar'}
      onClick={() => openDetail(clip.id)}
      title={`${clip.id}: ${text}`}
      aria-label={`${clip.id}: ${text}; ${clip.state}`}
      data-clip={clip.id}
    >
      <span class={`bar-title is-${clip.state}`}>{clip.id}</span>
      <span class="track">
        {spans.map((span) => (
          <i
            key={span.fromMs}
            class={`phase is-${span.phase}`}
            style={{ left: share(span.fromMs - fromMs), width: share(span.toMs - span.fromMs) }}
          />
        ))}
      </span>
    </button>
  )
}

function NoRun() {
  return (
    <section class="view" aria-label="Timeline">
      <p class="nothing">Nothing is rendered yet. A run adds its jobs to the timeline.</p>
    </section>
  )
}

/** Aligns times of the chart with those of the bars. */
const MARGINS = { wide: { marginLeft: 262, marginRight: 20 }, narrow: { marginLeft: 136, marginRight: 14 } }

/** The number of jobs in flight over time. */
function LoadPlot({ timeline }: { timeline: Timeline }) {
  const draw = useCallback(
    (width: number) => {
      const points = loadOf(timeline)
      return plot({
        width,
        height: 110,
        ...MARGINS[isNarrow.value ? 'narrow' : 'wide'],
        marginBottom: 4,
        marginTop: 10,
        style: { background: 'transparent' },
        x: { domain: [0, timeline.toMs - timeline.fromMs], axis: null },
        y: { grid: true },
        color: { domain: PHASES, range: PHASES.map((phase) => `var(--phase-${phase})`) },
        marks: [
          areaY(points, { x: ({ atMs }) => atMs - timeline.fromMs, y: 'count', fill: 'phase', order: [...PHASES], curve: 'step' }),
          ruleY([0]),
          axisY({ label: null, ticks: 3, tickFormat: (count: number) => (Number.isInteger(count) ? String(count) : '') }),
        ],
      })
    },
    [timeline],
  )
  const peak = new Map<number, number>()
  for (const { atMs, count } of loadOf(timeline)) peak.set(atMs, (peak.get(atMs) ?? 0) + count)
  const words = PHASES.slice(1).map(phaseText).join(', ').toLowerCase()
  return <Figure draw={draw} label={`Jobs in flight over time (${words}); at most ${Math.max(0, ...peak.values())}`} />
}
