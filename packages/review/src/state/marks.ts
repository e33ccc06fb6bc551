import { computed, signal } from '@preact/signals'
import type { Clip } from '../contract/report.ts'
import { sendPick } from '../live/server.ts'
import type { PickedTake } from '../model/decision-commands.ts'
import type { Mark } from '../model/filters.ts'
import { notify } from './notice.ts'
import { byId, head } from './report.ts'
import { recall, remember } from './storage.ts'

/** Picks made on a page without a server, by group. They become commands. */
export const draftPicks = signal<ReadonlyMap<string, PickedTake>>(new Map())

export const rejected = signal<ReadonlySet<string>>(new Set())

/** The take that goes on, by group: as kept, and as decided here since. */
const picks = computed<ReadonlyMap<string, string>>(() => {
  return new Map([...Object.entries(head.value.picks), ...[...draftPicks.value].map(([group, { take }]) => [group, take] as const)])
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
  if (rejected.value.has(id)) toggleReject(clip)
  if (!head.value.live) {
    draftPick(group, take === null ? null : { take, ...renderOf(clip) })
    return
  }
  const problem = await sendPick({ group, take, ...renderOf(clip) })
  notify(problem ?? (take === null ? `${group}: no take is picked.` : `${id} goes on.`))
}

function renderOf({ taskId, key }: Clip): { readonly render?: string } {
  const render = taskId ?? key
  return render === undefined ? {} : { render }
}

function draftPick(group: string, pick: PickedTake | null): void {
  const drafts = new Map(draftPicks.value)
  const kept = head.value.picks[group]
  if (pick === null || pick.take === kept) drafts.delete(group)
  else drafts.set(group, pick)
  draftPicks.value = drafts
  keep()
  if (pick === null && kept !== undefined) notify(`${kept} is picked in the lockfile: pick another take instead.`)
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

function place() {
  return `marks:${head.value.name}${head.value.rehearsal ? ':rehearsal' : ''}`
}

function keep(): void {
  remember(place(), JSON.stringify({ rejected: [...rejected.value], picks: [...draftPicks.value] }))
}

/** Brings back what was decided on this page before. */
export function loadMarks(): void {
  const text = recall(place())
  if (text === undefined) return
  const kept = JSON.parse(text) as { rejected: string[]; picks: [string, PickedTake][] }
  rejected.value = new Set(kept.rejected)
  if (!head.value.live) draftPicks.value = new Map(kept.picks.filter(isShown))
}

/** Whether the page shows the render that was picked: it may have been written anew since, with another. */
function isShown([, { take, render }]: [string, PickedTake]): boolean {
  const clip = byId.value.get(take)
  return clip !== undefined && renderOf(clip).render === render
}
