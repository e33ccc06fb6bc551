import { areaY, axisY, plot, ruleY } from '@observablehq/plot'
import { useCallback } from 'preact/hooks'
import { Figure } from '../../elements/figure.tsx'
import { loadOf, PHASES, type Timeline } from '../../model/timeline.ts'
import { isNarrow } from '../../state/width.ts'
import { phaseText } from './phase-text.ts'

/** So that a moment lies above the same moment of the bars. */
const MARGINS = { wide: { marginLeft: 262, marginRight: 20 }, narrow: { marginLeft: 136, marginRight: 14 } }

/** How many jobs were on their way at a time. */
export function LoadPlot({ timeline }: { timeline: Timeline }) {
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
  return <Figure draw={draw} label={`Jobs on their way over time (${words}); ${Math.max(0, ...peak.values())} at the most`} />
}
