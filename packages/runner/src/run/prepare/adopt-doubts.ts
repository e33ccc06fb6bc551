import { InputHashes } from '../../files/input-hashes.ts'
import { keyJudge } from '../../job/key-age.ts'
import type { Plan } from '../../plan/plan.ts'
import { Journal } from '../../store/journal/journal.ts'
import { lockfilePath } from '../../store/lockfile.ts'
import { makeStateFolder, type StateFolder } from '../../store/state-folder.ts'
import { assessPlan } from './assess.ts'
import { KeptSeeds } from './kept-seeds.ts'
import { KnownLockfile } from './known-lockfile.ts'
import { doubtsOf, noteDoubts } from './note-doubts.ts'
import { Picks } from './picks.ts'

/**
 * Whether there are jobs in doubt: by the lockfile, or since the journal was rebuilt.
 *
 * @throws {LockfileError | JournalDamagedError}
 */
export function hasDoubts(state: StateFolder, manifestPath: string): boolean {
  const journal = Journal.openToLook(state.journal, manifestPath)
  try {
    return doubtsOf({ journal, lockfile: new KnownLockfile(lockfilePath(manifestPath), journal) }, new Set()).size > 0
  } finally {
    journal.close()
  }
}

/**
 * Writes down as uncertain what a run would find so: the jobs in doubt at providers without keys. To be called by the holder of the state folder.
 *
 * @throws {LockfileError | JournalDamagedError | InputError}
 */
export async function adoptDoubts(state: StateFolder, plan: Plan): Promise<void> {
  makeStateFolder(state)
  const journal = Journal.openWhole(state.journal, plan.manifestPath)
  try {
    const lockfile = new KnownLockfile(lockfilePath(plan.manifestPath), journal)
    const jobs = new Set(plan.instances.map(({ id }) => id))
    await noteDoubts({ journal, lockfile }, jobs)
    const doubts = journal.doubts.all()
    if (doubts.size === 0) return
    const records = journal.jobs.all()
    const assessments = await assessPlan({
      plan,
      journal,
      records,
      lockfile,
      seeds: new KeptSeeds({ plan, records, lockfile, jobs }),
      hashes: new InputHashes(plan.root, journal),
      picks: new Picks(plan, lockfile.content.picks),
      doubts,
      force: new Set(),
      isKeyOld: keyJudge(journal.runs.lastAt(), Date.now),
    })
    await journal.write(() => {
      for (const { id, output } of plan.instances) {
        const found = assessments.get(id)
        if (!doubts.has(id) || found?.action !== 'decide' || found.fingerprint === undefined) continue
        const { fingerprint, ingredients, state: uncertain } = found
        if (uncertain.phase !== 'uncertain') continue
        const now = new Date().toISOString()
        const { provider, operation } = ingredients
        const { key, attempt: number } = uncertain
        journal.jobs.save({ id, fingerprint, ingredients, state: uncertain, updatedAt: now, ...(output !== undefined && { output }) })
        journal.attempts.save({ job: id, fingerprint, number, key, provider, operation, state: 'uncertain', intendedAt: now })
        journal.doubts.settle(id)
      }
    })
  } finally {
    journal.close()
  }
}
