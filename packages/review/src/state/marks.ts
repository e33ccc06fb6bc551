import { computed, signal } from '@preact/signals'
import type { Clip } from '../contract/report.ts'
import { sendPick } from '../live/send-pick.ts'
import type { Mark } from '../model/mark.ts'
import { notify } from './notice.ts'
import { head } from './report.ts'
import { recall, remember } from './storage.ts'

/** Picks made on a page without a server, by group. They become commands. */
export const draftPicks = signal<ReadonlyMap<string, string>>(new Map())

export const rejected = signal<ReadonlySet<string>>(new Set())

/** The take that goes on, by group: as kept, and as decided here since. */
const picks = computed<ReadonlyMap<string, string>>(() => {
  return new Map([...Object.entries(head.value.picks), ...draftPicks.value])
})

export function markOf(clip: Clip): Mark {
  if (clip.group !== undefined && picks.value.get(clip.group) === clip.id) return 'picked'
  return rejected.value.has(clip.id) ? 'rejected' : 'open'
}

/** Lets a take go on; where it does already, no take of its group does. */
export async function togglePick(clip: Clip): Promise<void> {
  const { group, id } = clip
  if (group === undefined) {
    notify(`${id} has no takes to choose from.`)
    return
  }
  const take = markOf(clip) === 'picked' ? null : id
  const render = clip.taskId ?? clip.key
  if (rejected.value.has(id)) toggleReject(clip)
  if (!head.value.live) {
    draftPick(group, take)
    return
  }
  const problem = await sendPick({ group, take, ...(render !== undefined && { render }) })
  notify(problem ?? (take === null ? `${group}: no take is picked.` : `${id} goes on.`))
}

function draftPick(group: string, take: string | null): void {
  const drafts = new Map(draftPicks.value)
  const kept = head.value.picks[group]
  if (take === null || take === kept) drafts.delete(group)
  else drafts.set(group, take)
  draftPicks.value = drafts
  keep()
  if (take === null && kept !== undefined) notify(`${kept} is picked in the lockfile: pick another take instead.`)
}

/** Says that a clip will not do, or takes that back. A rejected take is no longer picked. */
export function toggleReject(clip: Clip): void {
  const all = new Set(rejected.value)
  const isNew = !all.delete(clip.id)
  if (isNew) all.add(clip.id)
  const wasPicked = isNew && markOf(clip) === 'picked'
  rejected.value = all
  keep()
  if (wasPicked) void togglePick(clip)
}

const place = () => `marks:${head.value.name}${head.value.rehearsal ? ':rehearsal' : ''}`

function keep(): void {
  remember(place(), JSON.stringify({ rejected: [...rejected.value], picks: [...draftPicks.value] }))
}

/** Brings back what was decided on this page before. */
export function loadMarks(): void {
  const text = recall(place())
  if (text === undefined) return
  const kept = JSON.parse(text) as { rejected: string[]; picks: [string, string][] }
  rejected.value = new Set(kept.rejected)
  if (!head.value.live) draftPicks.value = new Map(kept.picks)
}
