import { clearFilters, isFiltered } from '../../state/filters.ts'

/** Shown if there is no clip to show. */
export function NothingHere() {
  return (
    <div class="nothing">
      {isFiltered.value ? (
        <>
          <p>No clip matches the filters.</p>
          <button type="button" onClick={clearFilters}>
            Show all
          </button>
        </>
      ) : (
        <p>The manifest has no clips.</p>
      )}
    </div>
  )
}
