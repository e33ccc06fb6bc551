import { computed, signal } from '@preact/signals'
import type { Clip } from '../contract/report.ts'
import { sendPick } from '../live/server.ts'
import type { PickedTake } from '../model/decision-commands.ts'
import type { Mark } from '../model/filters.ts'
import { notify } from './notice.ts'
import { byId, head } from './report.ts'
import { recall, remember } from './storage.ts'

/** Picks made on a page without a server, by group. The page shows the commands that apply them. */
export const draftPicks = signal<ReadonlyMap<string, PickedTake>>(new Map())

export const rejected = signal<ReadonlySet<string>>(new Set())

/** The picked take, by group: from the report, replaced by picks made on this page. */
const picks = computed<ReadonlyMap<string, string>>(() => {
  return new Map([...Object.entries(head.value.picks), ...[...draftPicks.value].map(([group, { take }]) => [group, take] as const)])
})

export function markOf(clip: Clip): Mark {
  if (clip.group !== undefined && picks.value.get(clip.group) === clip.id) return 'picked'
  return rejected.value.has(clip.id) ? 'rejected' : 'open'
}

/** Picks a take, or undoes its pick. */
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
  notify(problem ?? (take === null ? `${group}: no take is picked.` : `${id} is picked.`))
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
  saveMarks()
  if (pick === null && kept !== undefined) notify(`${kept} is picked in the lockfile: pick another take instead.`)
}

/** Rejects a clip, or undoes that. Rejecting a picked take undoes its pick. */
export function toggleReject(clip: Clip): void {
  const all = new Set(rejected.value)
  const isNew = !all.delete(clip.id)
  if (isNew) all.add(clip.id)
  const wasPicked = isNew && markOf(clip) === 'picked'
  rejected.value = all
  saveMarks()
  if (wasPicked) void togglePick(clip)
}

function storageKey() {
  return `marks:${head.value.name}${head.value.rehearsal ? ':rehearsal' : ''}`
}

function saveMarks(): void {
  remember(storageKey(), JSON.stringify({ rejected: [...rejected.value], picks: [...draftPicks.value] }))
}

/** Restores earlier decisions of this page from the browser's storage. */
export function loadMarks(): void {
  const text = recall(storageKey())
  if (text === undefined) return
  const kept = JSON.parse(text) as { rejected: string[]; picks: [string, PickedTake][] }
  rejected.value = new Set(kept.rejected)
  if (!head.value.live) draftPicks.value = new Map(kept.picks.filter(isShown))
}

/** Whether the page shows the picked render. A page written later may show another. */
function isShown([, { take, render }]: [string, PickedTake]): boolean {
  const clip = byId.value.get(take)
  return clip !== undefined && renderOf(clip).render === render
}
