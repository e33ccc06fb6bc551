import type { Clip } from '../contract/report.ts'
import { STATES, stateText } from '../format/state-text.ts'
import { type Filters, filterClips, type Mark, valuesOf } from './filters.ts'

type FacetValue = { readonly value: string; readonly text: string; readonly count: number }

/** A property to filter clips by, with the number of clips for each value that the other facets leave. */
export type Facet = { readonly id: string; readonly title: string; readonly values: readonly FacetValue[] }

const MARKS: Readonly<Record<Mark, string>> = { picked: 'Picked', rejected: 'Rejected', open: 'Undecided' }

/** The facets with more than one value among these clips; `state` always. */
export function facetsOf(
  clips: readonly Clip[],
  { filters, markOf }: { filters: Filters; markOf: (clip: Clip) => Mark },
): readonly Facet[] {
  const ids = ['state', 'job', 'provider', 'tag', 'mark', ...axesOf(clips).map((axis) => `axis:${axis}`)]
  return ids
    .map((id) => {
      const left = filterClips(clips, { filters, markOf, except: id })
      const counts = new Map<string, number>()
      for (const clip of clips) for (const value of valuesOf(clip, id, markOf)) counts.set(value, 0)
      for (const clip of left) for (const value of valuesOf(clip, id, markOf)) counts.set(value, (counts.get(value) ?? 0) + 1)
      const values = [...counts].map(([value, count]) => ({ value, count, text: textOf(id, value) }))
      return { id, title: titleOf(id), values: id === 'state' ? inOrder(values) : values }
    })
    .filter(({ id, values }) => id === 'state' || values.length > 1)
}

/** The axes of the clips, in order of appearance. */
function axesOf(clips: readonly Clip[]): readonly string[] {
  return [...new Set(clips.flatMap(({ axes }) => Object.keys(axes)))]
}

const TITLES: Readonly<Record<string, string>> = { state: 'State', job: 'Job', provider: 'Provider', tag: 'Tag', mark: 'Review' }

function titleOf(id: string): string {
  return TITLES[id] ?? id.slice('axis:'.length)
}

function textOf(id: string, value: string): string {
  if (id === 'mark') return MARKS[value as Mark]
  return id === 'state'
    ? (STATES.map((state) => [state, stateText(state)] as const).find(([state]) => state === value)?.[1] ?? value)
    : value
}

function inOrder(values: readonly FacetValue[]): readonly FacetValue[] {
  return values.toSorted((a, b) => STATES.findIndex((state) => state === a.value) - STATES.findIndex((state) => state === b.value))
}
