import { Icon } from '../../elements/icon.tsx'
import { show } from '../../keys/bindings.ts'
import { SEARCH_ID } from '../../keys/focus-search.ts'
import { filters, search } from '../../state/filters.ts'
import { head } from '../../state/report.ts'
import { isDark, toggleTheme } from '../../state/theme.ts'
import { comparing, isHelpOpen, type View, view } from '../../state/view.ts'
import { Summary } from './summary.tsx'

const VIEWS: readonly (readonly [View, string])[] = [
  ['clips', 'Clips'],
  ['matrix', 'Matrix'],
  ['timeline', 'Timeline'],
  ['cost', 'Cost'],
]

/** What this page is of, and the ways through it. */
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
