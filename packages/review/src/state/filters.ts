import { computed, effect, signal } from '@preact/signals'
import { facetsOf } from '../model/facets.ts'
import { type Filters, filterClips, NO_FILTERS, readFilters, toggled, writeFilters } from '../model/filters.ts'
import { markOf } from './marks.ts'
import { clips } from './report.ts'

export const filters = signal<Filters>(NO_FILTERS)

/** The clips that match the filters, in the manifest's order. */
export const shown = computed(() => filterClips(clips.value, { filters: filters.value, markOf }))

export const facets = computed(() => facetsOf(clips.value, { filters: filters.value, markOf }))

export const isFiltered = computed(() => filters.value.search !== '' || filters.value.chosen.size > 0)

export function toggleFilter(facet: string, value: string): void {
  filters.value = toggled(filters.value, facet, value)
}

export function search(text: string): void {
  filters.value = { ...filters.value, search: text }
}

export function clearFilters(): void {
  filters.value = NO_FILTERS
}

/** Writes the filters into the page's URL, so that a link shows the same clips. */
export function followAddress(): void {
  filters.value = readFilters(location.hash)
  effect(() => {
    const hash = writeFilters(filters.value)
    history.replaceState(null, '', `${location.pathname}${location.search}${hash}`)
  })
  addEventListener('hashchange', () => {
    filters.value = readFilters(location.hash)
  })
}
