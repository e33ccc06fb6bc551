import type { Clip } from '../../contract/report.ts'
import { compareSets } from '../../model/matrix.ts'
import { notify } from '../../state/notice.ts'
import { byId, clips } from '../../state/report.ts'
import { chosenToCompare, comparing, currentId, isDetailOpen } from '../../state/view.ts'

/** Compares the chosen clips; if none are chosen, the takes of a clip, or its neighbours on an axis. */
export function openCompare(clip: Clip | undefined, axis?: string): void {
  const chosen = chosenToCompare.value.flatMap((id) => byId.value.get(id) ?? [])
  if (axis === undefined && chosen.length > 1) {
    comparing.value = { axis: 'chosen', clips: chosen }
    currentId.value = chosen[0]?.id
  } else {
    const sets = clip === undefined ? [] : compareSets(clip, clips.value)
    const set = axis === undefined ? sets[0] : sets.find((each) => each.axis === axis)
    if (set === undefined) {
      notify(clip === undefined ? 'Choose a clip first.' : `${clip.id} has no takes and no axis to compare.`)
      return
    }
    comparing.value = set
  }
  isDetailOpen.value = false
}
