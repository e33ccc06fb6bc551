import { computed, effect, signal } from '@preact/signals'
import { type Direction, type Layout, moveIn } from '../model/layout.ts'
import { acrossAxes, type CompareSet } from '../model/matrix.ts'
import { type Grouping, groupClips, needingAttention, sectionsOf } from '../model/sections.ts'
import { shown } from './filters.ts'
import { byId } from './report.ts'

export type View = 'clips' | 'matrix' | 'timeline' | 'cost'

export const view = signal<View>('clips')
export const grouping = signal<Grouping>('job')
export const isHelpOpen = signal(false)
export const isDetailOpen = signal(false)

/** Id of the clip that keys act on. */
export const currentId = signal<string | undefined>(undefined)

export const current = computed(() => (currentId.value === undefined ? undefined : byId.value.get(currentId.value)))

/** Ids of clips that play in the grid. */
export const playing = signal<ReadonlySet<string>>(new Set())

/** The clips in the comparison. */
export const comparing = signal<CompareSet | undefined>(undefined)

/** Ids of clips that the reader chose to compare. */
export const chosenToCompare = signal<readonly string[]>([])

export const sections = computed(() => sectionsOf(shown.value, grouping.value))
export const attention = computed(() => needingAttention(shown.value))

/** The jobs whose clips can be shown as a matrix. */
export const matrixJobs = computed(() => groupClips(shown.value, 'job').filter((section) => acrossAxes(section.clips).length > 0))

export const matrixJob = signal<string | undefined>(undefined)
export const matrixColumn = signal<string | undefined>(undefined)

export function openDetail(id: string): void {
  currentId.value = id
  isDetailOpen.value = true
}

export function togglePlaying(id: string): void {
  const all = new Set(playing.value)
  if (!all.delete(id)) all.add(id)
  playing.value = all
}

export function toggleChosen(id: string): void {
  const all = chosenToCompare.value
  chosenToCompare.value = all.includes(id) ? all.filter((each) => each !== id) : [...all, id]
}

/** A clip that filters hide is no longer the current one. */
export function followShown(): void {
  effect(() => {
    const id = currentId.peek()
    if (id !== undefined && !shown.value.some((clip) => clip.id === id)) currentId.value = undefined
  })
}

/**
 * The layout of the open view, for the keys that move among clips. Views set it before the browser paints (`useLayoutEffect`), so that a key acts
 * on what the reader sees.
 */
export const layout = signal<Layout>([])

export function move(direction: Direction): void {
  currentId.value = moveIn(layout.value, currentId.value, direction)
}
