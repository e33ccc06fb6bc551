import type { Clip } from '../contract/report.ts'
import { command } from '../format/command.ts'

/** What a reader decided on a page that no server stands behind. */
export type Decisions = { readonly picks: ReadonlyMap<string, string>; readonly rejected: readonly Rejected[] }

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
  const picking = [...picks.values()].map((take) => command(['pick', ...(rehearsal ? ['--rehearsal'] : []), take], manifest))
  const anew = rehearsal ? [] : rejected.filter((clip) => !hasSeed(clip)).map(({ id }) => id)
  if (anew.length === 0) return picking
  // The manifest goes before the list, which takes every word after it.
  return [...picking, command(['run', ...(manifest === undefined ? [] : [manifest]), '--force', ...anew])]
}

/** Whether a clip comes out the same however often it is rendered. */
export const hasSeed = ({ seed }: Rejected): boolean => seed !== undefined
