import { commandLine } from '../contract/command-line.ts'
import type { Clip } from '../contract/report.ts'

/** What a reader decided on a page that no server stands behind. */
export type Decisions = { readonly picks: ReadonlyMap<string, PickedTake>; readonly rejected: readonly Rejected[] }

/** A take that goes on, and the render of it that was seen, by its task or, where it had none, its key. */
export type PickedTake = { readonly take: string; readonly render?: string }

/** A clip that will not do. */
export type Rejected = Pick<Clip, 'id' | 'seed'>

/**
 * The commands that carry decisions out: picks one by one, and one that renders anew what was rejected. A clip that has a seed is not
 * rendered anew: the same seed gives the same clip, and is paid for again. Nor is one of a rehearsal, which begins anew each time.
 */
export function decisionCommands(
  { picks, rejected }: Decisions,
  { manifest, rehearsal }: { manifest?: string | undefined; rehearsal: boolean },
): readonly string[] {
  const named = manifest === undefined ? [] : [manifest]
  const picking = [...picks.values()].map(({ take, render }) => command(['pick', take, ...named, ...pickOptions(render, rehearsal)]))
  const anew = rehearsal ? [] : rejected.filter((clip) => !hasSeed(clip)).map(({ id }) => id)
  if (anew.length === 0) return picking
  // The manifest goes before the list, which takes every word after it.
  return [...picking, command(['run', ...named, '--force', ...anew])]
}

/** The page may be older than the take: only what was seen on it is picked. A rehearsal's picks are of any render. */
function pickOptions(render: string | undefined, rehearsal: boolean): readonly string[] {
  if (rehearsal) return ['--rehearsal']
  return render === undefined ? [] : ['--render', render]
}

/** Whether a clip comes out the same however often it is rendered. */
export function hasSeed({ seed }: Rejected): boolean {
  return seed !== undefined
}

/** For the machine that the page is read on. */
function command(words: readonly string[]): string {
  return commandLine(['shotlist', ...words], { windows: globalThis.navigator?.userAgent.includes('Windows') })
}
