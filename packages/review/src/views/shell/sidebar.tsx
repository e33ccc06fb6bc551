import { useState } from 'preact/hooks'
import type { Facet } from '../../model/facets.ts'
import { GROUPINGS } from '../../model/sections.ts'
import { clearFilters, facets, filters, isFiltered, toggleFilter } from '../../state/filters.ts'
import { isNarrow } from '../../state/screen.ts'
import { grouping } from '../../state/view.ts'

/** Values of a facet that are shown at first; more unfold, up to a readable number. */
const SHOWN = 12
const UNFOLDED = 150

/** Filters and grouping. On a narrow screen it folds. */
export function Sidebar() {
  return (
    <details class="sidebar" open={!isNarrow.value}>
      <summary>Filters{isFiltered.value ? ' (on)' : ''}</summary>
      <search class="facets">
        <label class="facet-select">
          <span>Group by</span>
          <select value={grouping.value} onChange={(event) => (grouping.value = event.currentTarget.value as typeof grouping.value)}>
            {GROUPINGS.map(([id, text]) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        </label>
        {isFiltered.value && (
          <button type="button" onClick={clearFilters}>
            Show all
          </button>
        )}
        {facets.value.map((facet) => (
          <FacetList key={facet.id} facet={facet} />
        ))}
      </search>
    </details>
  )
}

function FacetList({ facet }: { facet: Facet }) {
  const { title, values } = facet
  const rest = values.slice(SHOWN)
  return (
    <fieldset>
      <legend>{title}</legend>
      {values.slice(0, SHOWN).map((value) => (
        <FacetBox key={value.value} facet={facet} value={value} />
      ))}
      {rest.length > 0 && <MoreValues facet={facet} values={rest} />}
    </fieldset>
  )
}

/** The further values, rendered only when unfolded: an axis of a table may have thousands. */
function MoreValues({ facet, values }: { facet: Facet; values: Facet['values'] }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{values.length.toLocaleString('en')} more</summary>
      {isOpen && values.slice(0, UNFOLDED).map((value) => <FacetBox key={value.value} facet={facet} value={value} />)}
      {isOpen && values.length > UNFOLDED && <p class="dim">Use the search for the others.</p>}
    </details>
  )
}

function FacetBox({ facet, value }: { facet: Facet; value: Facet['values'][number] }) {
  return (
    <label class={facet.id === 'state' ? `facet is-${value.value}` : 'facet'}>
      <input
        type="checkbox"
        checked={filters.value.chosen.get(facet.id)?.has(value.value) ?? false}
        onChange={() => toggleFilter(facet.id, value.value)}
      />
      <span class="facet-text">{value.text}</span>
      <span class="count">{value.count.toLocaleString('en')}</span>
    </label>
  )
}
