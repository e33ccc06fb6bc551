import type { Clip } from '../../contract/report.ts'
import { durationText } from '../../format/duration-text.ts'
import { timelineOf } from '../../model/timeline.ts'
import { head } from '../../state/report.ts'
import { phaseText } from '../timeline/phase-text.ts'

/** How long a clip took, phase by phase, in the last run that worked on it. */
export function Timings({ clip }: { clip: Clip }) {
  const run = head.value.runs.findLast(({ id }) => clip.timeline[id] !== undefined)
  if (run === undefined) return null
  const [row] = timelineOf([clip], { run, nowMs: Date.now(), order: 'manifest' }).rows
  if (row === undefined) return null
  const whole = Math.max(1, row.endMs - run.startedMs)
  return (
    <section aria-labelledby="timings-title">
      <h3 id="timings-title">Timings</h3>
      <div class="phases" aria-hidden="true">
        {row.spans.map(({ phase, fromMs, toMs }) => (
          <i key={fromMs} class={`phase is-${phase}`} style={{ width: `${((toMs - fromMs) / whole) * 100}%` }} />
        ))}
      </div>
      <ol class="timings">
        {row.spans.map(({ phase, fromMs, toMs }) => (
          <li key={fromMs}>
            <i class={`swatch is-${phase}`} aria-hidden="true" /> {phaseText(phase)}{' '}
            <span class="numbers">{durationText(toMs - fromMs)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
