import { Icon } from '../../elements/icon.tsx'
import { durationText, usdText, withUnknown } from '../../format/quantity-text.ts'
import { SEARCH_ID, show } from '../../keys/keyboard.ts'
import { isConnected } from '../../live/server.ts'
import { costTotal } from '../../model/costs.ts'
import { filters, search, shown } from '../../state/filters.ts'
import { clips, head } from '../../state/report.ts'
import { isDark, toggleTheme } from '../../state/screen.ts'
import { comparing, isHelpOpen, type View, view } from '../../state/view.ts'

const VIEWS: readonly (readonly [View, string])[] = [
  ['clips', 'Clips'],
  ['matrix', 'Matrix'],
  ['timeline', 'Timeline'],
  ['cost', 'Cost'],
]

/** The manifest's name and summary, the views, search and settings. */
export function Header() {
  return (
    <header class="top">
      <div class="title">
        <h1>
          {head.value.name}
          {head.value.rehearsal && <span class="rehearsal">rehearsal</span>}
        </h1>
        <Summary />
      </div>
      <nav aria-label="Views">
        {VIEWS.map(([id, text]) => (
          <button
            key={id}
            type="button"
            aria-current={view.value === id && comparing.value === undefined ? 'page' : undefined}
            onClick={() => show(id)}
          >
            {text}
          </button>
        ))}
      </nav>
      <div class="tools">
        <label class="search">
          <Icon name="search" />
          <input
            id={SEARCH_ID}
            type="search"
            placeholder="Search"
            aria-label="Search clips"
            value={filters.value.search}
            onInput={(event) => search(event.currentTarget.value)}
          />
          <kbd aria-hidden="true">/</kbd>
        </label>
        <button
          type="button"
          class="quiet"
          onClick={toggleTheme}
          aria-label={isDark() ? 'Light colours' : 'Dark colours'}
          title="Dark or light (t)"
        >
          <Icon name={isDark() ? 'sun' : 'moon'} />
        </button>
        <button type="button" class="quiet" onClick={() => (isHelpOpen.value = true)} aria-label="Keys" title="Keys (?)">
          ?
        </button>
      </div>
    </header>
  )
}

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

/** The state of the last run, in a line. */
function Summary() {
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
      {live && <span class={isConnected.value ? 'live' : 'live is-off'}>{isConnected.value ? 'live' : 'disconnected'}</span>}
      {parts.join(' · ')}
    </p>
  )
}
