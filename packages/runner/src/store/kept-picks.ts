import { existsSync } from 'node:fs'
import { UsageError } from '../errors/input-errors.ts'
import { renderName } from '../job/fingerprint.ts'
import { holdState } from './journal/holder.ts'
import { Journal } from './journal/journal.ts'
import type { JobRecord } from './journal/records.ts'
import { type LockEntry, type LockedPick, lockedRender, type TakeChoice } from './lockfile.ts'
import { readLockfile, writeLockfile } from './lockfile-io.ts'
import { makeStateFolder, type StateFolder } from './state-folder.ts'

export type PickPlaces = { readonly state: StateFolder; readonly lockfile: string; readonly manifestPath: string }

/**
 * Keeps a choice of takes in the lockfile, while nothing else runs: a run writes the lockfile when it ends, and would undo it.
 *
 * @throws {StateHeldError | UsageError | LockfileError | OutputError}
 */
export async function keepPick(places: PickPlaces, pick: TakeChoice): Promise<void> {
  makeStateFolder(places.state)
  const holder = holdState(places.state.path, 'pick')
  try {
    await writePick(places, pick)
  } finally {
    holder.release()
  }
}

/**
 * The same, for the process that holds the state already. Returns what is picked now.
 *
 * @throws {UsageError | LockfileError | OutputError}
 */
export async function writePick(places: PickPlaces, { group, take, render: seen }: TakeChoice): Promise<LockedPick | null> {
  const lockfile = readLockfile(places.lockfile)
  const { [group]: _before, ...others } = lockfile.picks
  const pick = take === null ? null : { take, render: renderOf(take, seen, { ...places, jobs: lockfile.jobs }) }
  await writeLockfile(places.lockfile, { ...lockfile, picks: pick === null ? others : { ...others, [group]: pick } })
  return pick
}

/** What nobody can have seen is not picked: others would be rendered, and paid for, on top of it. */
function renderOf(take: string, seen: string | undefined, places: Parameters<typeof rendersOf>[1]): string {
  const render = rendersOf([take], places).get(take)
  if (render === undefined)
    throw new UsageError(`${take} is not rendered, or is being rendered anew: there is nothing to pick yet`, {
      hint: 'Pick it once a run has rendered it. `shotlist pick --rehearsal` picks for rehearsals.',
    })
  if (seen !== undefined && seen !== render) throw new UsageError(`${take} was rendered anew meanwhile: look at it before you pick it`)
  return render
}

/** What is known of a take: by the journal, which wins, and by the lockfile. */
type KnownTake = { readonly record: JobRecord | undefined; readonly entry: LockEntry | undefined }

/** The render that a take is; undefined where it has none, or is being rendered anew. */
export function renderedAs({ record, entry }: KnownTake): string | undefined {
  if (record === undefined) return entry && lockedRender(entry)
  return record.state.phase === 'done' ? renderName(record.state) : undefined
}

/** The renders of some takes, by take, as a state folder and the entries of a lockfile have them. Looks only. */
export function rendersOf(
  takes: readonly string[],
  { state, manifestPath, jobs }: { state: StateFolder; manifestPath: string; jobs: Readonly<Record<string, LockEntry>> },
): ReadonlyMap<string, string> {
  const journal = existsSync(state.journal) ? Journal.openReadOnly(state.journal, manifestPath) : undefined
  try {
    return new Map(
      takes.flatMap((take) => {
        const render = renderedAs({ record: journal?.jobs.get(take), entry: jobs[take] })
        return render === undefined ? [] : [[take, render] as const]
      }),
    )
  } finally {
    journal?.close()
  }
}
