import { existsSync } from 'node:fs'
import { defined } from '@shotlist/codegen/defined'
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
 * Saves a pick in the lockfile. Holds the state folder meanwhile, because a run that ends would overwrite the lockfile. Returns the pick.
 *
 * @throws {StateHeldError | UsageError | LockfileError | OutputError}
 */
export async function keepPick(places: PickPlaces, pick: TakeChoice): Promise<LockedPick | null> {
  makeStateFolder(places.state)
  const holder = holdState(places.state.path, 'pick')
  try {
    return await writePick(places, pick)
  } finally {
    holder.release()
  }
}

/**
 * Saves a pick in a process that holds the state folder already. Returns the pick.
 *
 * @throws {UsageError | LockfileError | OutputError}
 */
export async function writePick(places: PickPlaces, { group, take, render: seen }: TakeChoice): Promise<LockedPick | null> {
  const lockfile = readLockfile(places.lockfile)
  const { [group]: _before, ...others } = lockfile.picks
  const pick = pickOf(places, { take, ...defined({ render: seen }) }, lockfile)
  await writeLockfile(places.lockfile, { ...lockfile, picks: pick === null ? others : { ...others, [group]: pick } })
  return pick
}

/** A pick as it is recorded. Only reads. @throws {UsageError | LockfileError} */
export function pickOf(
  places: PickPlaces,
  { take, render: seen }: Pick<TakeChoice, 'take' | 'render'>,
  { jobs } = readLockfile(places.lockfile),
): LockedPick | null {
  return take === null ? null : { take, render: renderOf(take, seen, { ...places, jobs }) }
}

/** The render to pick. Refuses a take that has no render, or another one than the user saw: jobs that use it would be paid. */
function renderOf(take: string, seen: string | undefined, places: Parameters<typeof rendersOf>[1]): string {
  const render = rendersOf([take], places).get(take)
  if (render === undefined)
    throw new UsageError(`${take} cannot be picked: it is not rendered, or is being rendered again`, {
      hint: 'Pick it after a run has rendered it. For rehearsals, use `shotlist pick --rehearsal`.',
    })
  if (seen !== undefined && seen !== render) throw new UsageError(`${take} was rendered again meanwhile: look at it before you pick it`)
  return render
}

/** The records of a take in the journal and in the lockfile. The journal's has precedence. */
type KnownTake = { readonly record: JobRecord | undefined; readonly entry: LockEntry | undefined }

/** The name of a take's render; undefined if it has none, or is being rendered again. */
export function renderedAs({ record, entry }: KnownTake): string | undefined {
  if (record === undefined) return entry && lockedRender(entry)
  return record.state.phase === 'done' ? renderName(record.state) : undefined
}

/** The names of the renders of some takes, by take, from a state folder and the entries of a lockfile. Only reads. */
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
