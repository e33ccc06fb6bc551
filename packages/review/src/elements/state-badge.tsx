import type { ClipState } from '../contract/report.ts'
import { stateText } from '../format/state-text.ts'

export function StateBadge({ state }: { state: ClipState }) {
  return <span class={`badge is-${state}`}>{stateText(state)}</span>
}
