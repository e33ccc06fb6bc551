import type { Clip } from '../contract/report.ts'

/** A reviewer's decision on a clip; `open` if there is none. Clips without takes can only be rejected. */
export type Mark = 'picked' | 'rejected' | 'open'

/**
 * The filters of the page. A clip matches if, for every facet with chosen values, it has one of them, and if it contains all words of the search.
 * Facets are `state`, `job`, `provider`, `tag`, `mark`, and `axis:<name>`.
 */
export type Filters = { readonly search: string; readonly chosen: ReadonlyMap<string, ReadonlySet<string>> }

export const NO_FILTERS: Filters = { search: '', chosen: new Map() }

/** A clip's values of a facet. */
export function valuesOf(clip: Clip, facet: string, markOf: (clip: Clip) => Mark): readonly string[] {
  switch (facet) {
    case 'state':
      return [clip.state]
    case 'job':
      return [clip.job]
    case 'provider':
      return [clip.provider]
    case 'tag':
      return clip.tags
    case 'mark':
      return [markOf(clip)]
    default: {
      const value = clip.axes[facet.slice('axis:'.length)]
      return value === undefined ? [] : [value]
    }
  }
}

/** The clips that match the filters. @param except a facet to ignore */
export function filterClips(
  clips: readonly Clip[],
  { filters, markOf, except }: { filters: Filters; markOf: (clip: Clip) => Mark; except?: string },
): readonly Clip[] {
  const words = filters.search.toLowerCase().split(/\s+/).filter(Boolean)
  const facets = [...filters.chosen].filter(([facet, values]) => values.size > 0 && facet !== except)
  if (words.length === 0 && facets.length === 0) return clips
  return clips.filter(
    (clip) =>
      facets.every(([facet, values]) => valuesOf(clip, facet, markOf).some((value) => values.has(value))) &&
      (words.length === 0 || holds(searchText(clip), words)),
  )
}

/** Chooses a value of a facet, or undoes the choice. */
export function toggled(filters: Filters, facet: string, value: string): Filters {
  const chosen = new Map(filters.chosen)
  const values = new Set(chosen.get(facet))
  if (!values.delete(value)) values.add(value)
  if (values.size === 0) chosen.delete(facet)
  else chosen.set(facet, values)
  return { ...filters, chosen }
}

function holds(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word))
}

const texts = new WeakMap<Clip, string>()

function searchText(clip: Clip): string {
  const known = texts.get(clip)
  if (known !== undefined) return known
  const { id, prompt, taskId, file, problem, tags, operation, provider, seed } = clip
  const text = [id, prompt, taskId, file?.path, problem?.message, problem?.code, operation, provider, seed, ...tags]
    .join('\n')
    .toLowerCase()
  texts.set(clip, text)
  return text
}

const SEARCH = 'q'

/** Filters as a URL fragment: `#state=failed&job=hero&q=glacier`; empty without filters. */
export function writeFilters({ search, chosen }: Filters): string {
  const parameters = new URLSearchParams()
  for (const [facet, values] of chosen) for (const value of values) parameters.append(facet, value)
  if (search !== '') parameters.set(SEARCH, search)
  const text = parameters.toString()
  return text === '' ? '' : `#${text}`
}

/** The filters in a URL fragment. */
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
