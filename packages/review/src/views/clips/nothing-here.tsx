import { clearFilters, isFiltered } from '../../state/filters.ts'

/** Said where no clip is left to show. */
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
