/** The id of the search field. */
export const SEARCH_ID = 'search'

export function focusSearch(): void {
  document.getElementById(SEARCH_ID)?.focus()
}
