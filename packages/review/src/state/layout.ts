import { signal } from '@preact/signals'
import { type Direction, type Layout, moveIn } from '../model/move.ts'
import { currentId } from './view.ts'

/**
 * The clips as the view that is open lays them out, for the keys that move among them. Views set it before the browser
 * paints (`useLayoutEffect`): a key pressed as soon as something is seen must act on what is seen.
 */
export const layout = signal<Layout>([])

export function move(direction: Direction): void {
  currentId.value = moveIn(layout.value, currentId.value, direction)
}
