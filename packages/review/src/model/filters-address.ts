import { type Filters, NO_FILTERS } from './filters.ts'

const SEARCH = 'q'

/** Filters as the end of an address: `#state=failed&job=hero&q=glacier`; empty for none. */
export function writeFilters({ search, chosen }: Filters): string {
  const parameters = new URLSearchParams()
  for (const [facet, values] of chosen) for (const value of values) parameters.append(facet, value)
  if (search !== '') parameters.set(SEARCH, search)
  const text = parameters.toString()
  return text === '' ? '' : `#${text}`
}

/** The filters that an address names. */
export function readFilters(hash: string): Filters {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''))
  const chosen = new Map<string, Set<string>>()
  let search = NO_FILTERS.search
  for (const [facet, value] of parameters) {
    if (facet === SEARCH) search = value
    else chosen.set(facet, (chosen.get(facet) ?? new Set()).add(value))
  }
  return { search, chosen }
}
