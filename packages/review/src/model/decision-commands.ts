import { commandLine } from '../contract/command-line.ts'
import type { Clip } from '../contract/report.ts'

/** A reader's decisions on a page without a server. */
export type Decisions = { readonly picks: ReadonlyMap<string, PickedTake>; readonly rejected: readonly Rejected[] }

/** A picked take, and the render that the page showed: its task id, or its idempotency key if it has no id. */
export type PickedTake = { readonly take: string; readonly render?: string }

/** A rejected clip. */
export type Rejected = Pick<Clip, 'id' | 'seed'>

/**
 * The commands that apply decisions: one for each pick, and one that renders the rejected clips again. It leaves out clips with a seed, because
 * the same seed gives the same clip and costs again, and all clips of a rehearsal, which renders them again anyway.
 */
export function decisionCommands(
  { picks, rejected }: Decisions,
  { manifest, rehearsal }: { manifest?: string | undefined; rehearsal: boolean },
): readonly string[] {
  const named = manifest === undefined ? [] : [manifest]
  const picking = [...picks.values()].map(({ take, render }) => command(['pick', take, ...named, ...pickOptions(render, rehearsal)]))
  const renderAgain = rehearsal ? [] : rejected.filter((clip) => !hasSeed(clip)).map(({ id }) => id)
  if (renderAgain.length === 0) return picking
  // The manifest comes before `--force`, which reads all words after it as ids.
  return [...picking, command(['run', ...named, '--force', ...renderAgain])]
}

/** `--render` picks only the render that the page showed, because a newer one may exist. A rehearsal's picks accept any render. */
function pickOptions(render: string | undefined, rehearsal: boolean): readonly string[] {
  if (rehearsal) return ['--rehearsal']
  return render === undefined ? [] : ['--render', render]
}

/** Whether the clip has a seed: every render gives the same clip then. */
export function hasSeed({ seed }: Rejected): boolean {
  return seed !== undefined
}

/** A command line for the reader's system. */
function command(words: readonly string[]): string {
  return commandLine(['shotlist', ...words], { windows: globalThis.navigator?.userAgent.includes('Windows') })
}
