import { durationText } from '../../format/duration-text.ts'
import { usdText, withUnknown } from '../../format/money-text.ts'
import { isConnected } from '../../live/follow-server.ts'
import { costTotal } from '../../model/costs.ts'
import { shown } from '../../state/filters.ts'
import { clips, head } from '../../state/report.ts'

const CONDITIONS: Readonly<Record<string, string>> = {
  none: 'not run yet',
  running: 'running',
  killed: 'the last run was killed',
  done: 'done',
  failed: 'some clips failed',
  budget: 'stopped by the budget',
  decision: 'a decision is needed',
  auth: 'the key was not accepted',
  interrupted: 'interrupted',
}

/** How it stands, in a line. */
export function Summary() {
  const { condition, live, rehearsal, runs, createdAt } = head.value
  const last = runs.at(-1)
  const took = last?.endedMs === undefined ? undefined : durationText(last.endedMs - last.startedMs)
  const { paid } = costTotal(clips.value, 'usd')
  const left = shown.value.length
  const all = clips.value.length
  const parts = [
    left === all ? `${all.toLocaleString('en')} clips` : `${left.toLocaleString('en')} of ${all.toLocaleString('en')} clips`,
    ...(took === undefined ? [] : [`last run ${took}`]),
    ...(rehearsal ? ['nothing paid'] : [`${usdText(paid.amount)}${withUnknown(paid.unknown)} paid`]),
    ...(live ? [] : [`as of ${new Date(createdAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short', hour12: false })}`]),
  ]
  return (
    <p class="summary">
      <span class={`condition is-${condition}`}>{CONDITIONS[condition]}</span>
      {live && <span class={isConnected.value ? 'live' : 'live is-off'}>{isConnected.value ? 'live' : 'server gone'}</span>}
      {parts.join(' · ')}
    </p>
  )
}
