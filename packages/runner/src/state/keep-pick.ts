import { holdState } from '../journal/holder.ts'
import { type Lockfile, readLockfile, writeLockfile } from './lockfile.ts'
import { makeStateFolder, type StateFolder } from './state-folder.ts'

export type PickPlaces = { readonly state: StateFolder; readonly lockfile: string }

/** Which take of a group goes on; null: none is chosen. */
export type Pick = { readonly group: string; readonly take: string | null }

/**
 * Keeps a choice of takes in the lockfile, while nothing else runs: a run writes the lockfile when it ends, and would undo it.
 *
 * @throws {StateHeldError | LockfileError | OutputError}
 */
export async function keepPick({ state, lockfile }: PickPlaces, pick: Pick): Promise<void> {
  makeStateFolder(state)
  const holder = holdState(state.path, 'pick')
  try {
    await writePick(lockfile, pick)
  } finally {
    holder.release()
  }
}

/**
 * The same, for the process that holds the state already.
 *
 * @throws {LockfileError | OutputError}
 */
export async function writePick(path: string, pick: Pick): Promise<void> {
  const lockfile = readLockfile(path)
  await writeLockfile(path, { ...lockfile, picks: picksWith(lockfile, pick) })
}

function picksWith({ picks }: Lockfile, { group, take }: Pick): Lockfile['picks'] {
  const { [group]: _before, ...others } = picks
  return take === null ? others : { ...others, [group]: take }
}
