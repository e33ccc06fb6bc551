import type { Doubt } from '../journal/doubts.ts'
import type { Journal } from '../journal/journal.ts'
import type { KnownLockfile } from './known-lockfile.ts'

type Known = { readonly journal: Journal; readonly lockfile: Pick<KnownLockfile, 'content' | 'inFlight'> }

/** What the lockfile says is in flight, by a run that this journal does not know. */
function strange({ journal, lockfile }: Known) {
  const { inFlight } = lockfile
  return inFlight === undefined || journal.doubts.knows(inFlight.run) ? undefined : inFlight
}

/** The jobs in doubt, by id: those written down, and those that the next run will write down. */
export function doubtsOf(known: Known): Map<string, Doubt> {
  const flight = strange(known)
  const found = new Map((flight?.jobs ?? []).map((id): [string, Doubt] => [id, { since: flight?.since ?? '' }]))
  return new Map([...found, ...known.journal.doubts.all()])
}

/**
 * Writes down which jobs are in doubt: after the journal was rebuilt, all that nothing is known of; and what the lockfile says is in flight by a
 * run that the journal does not know. To be called by the holder of the state folder.
 *
 * @param jobs ids of all instances of the manifest
 */
export async function noteDoubts(known: Known, jobs: Iterable<string>): Promise<void> {
  const { journal, lockfile } = known
  const flight = strange(known)
  const { isOpen } = journal.doubts
  if (flight === undefined && !isOpen) return
  const unknown = isOpen ? [...jobs].filter((id) => journal.jobs.get(id) === undefined && lockfile.content.jobs[id] === undefined) : []
  await journal.write(() => {
    if (flight !== undefined) journal.doubts.noteFlight(flight)
    if (isOpen) journal.doubts.note(unknown)
  })
}
