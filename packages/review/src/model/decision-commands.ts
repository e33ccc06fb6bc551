import { command } from '../format/command.ts'

/** What a reader decided on a page that no server stands behind. */
export type Decisions = { readonly picks: ReadonlyMap<string, string>; readonly rejected: readonly string[] }

/**
 * The commands that carry decisions out: picks one by one, and one that renders what was rejected anew. A rehearsal's takes are forgotten by
 * the next one, and cannot be picked.
 */
export function decisionCommands(
  { picks, rejected }: Decisions,
  { manifest, rehearsal }: { manifest?: string | undefined; rehearsal: boolean },
): readonly string[] {
  const picking = rehearsal ? [] : [...picks.values()].map((take) => command(['pick', take], manifest))
  if (rejected.length === 0) return picking
  // The manifest goes before the list, which takes every word after it.
  const verb = [rehearsal ? 'rehearse' : 'run', ...(manifest === undefined ? [] : [manifest])]
  return [...picking, command([...verb, '--force', ...rejected])]
}
