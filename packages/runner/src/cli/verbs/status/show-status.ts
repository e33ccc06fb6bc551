import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { loadPlan } from '../../../plan/load-plan.ts'
import type { Plan } from '../../../plan/plan.ts'
import { unitOf } from '../../../plan/unit-of.ts'
import { KnownLockfile } from '../../../run/prepare/known-lockfile.ts'
import { doubtsOf } from '../../../run/prepare/note-doubts.ts'
import { costText } from '../../../show/reporters/spent-text.ts'
import { createPaint } from '../../../show/text/paint.ts'
import { printJson } from '../../../show/text/print-json.ts'
import { isHeld } from '../../../store/journal/holder.ts'
import { Journal } from '../../../store/journal/journal.ts'
import type { RunRecord } from '../../../store/journal/records.ts'
import { lockfilePath, tellsOfFlight } from '../../../store/lockfile.ts'
import { rehearsalFolder, stateFolder } from '../../../store/state-folder.ts'
import { EXIT } from '../../exit-status.ts'
import { defaultManifest } from '../../options/default-manifest.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'
import { spentOnAll } from './spent-on-all.ts'
import { jobObject, newJobObject, runObject } from './status-object.ts'
import { statusText } from './status-text.ts'

/** `shotlist status`: what the journal knows, and what the manifest asks for beyond it. Looks only, also while a run is under way. */
export async function showStatus(context: VerbContext, path: string = defaultManifest, options: VerbOptions = {}): Promise<number> {
  const manifestPath = resolve(context.cwd, path)
  const isRehearsal = options['rehearsal'] === true
  const state = isRehearsal ? rehearsalFolder(manifestPath) : stateFolder(dirname(manifestPath))
  const isKnown = existsSync(state.journal)
  if (!isKnown && (isRehearsal || !tellsOfFlight(lockfilePath(manifestPath)))) {
    if (options['json'] === true) printJson({ run: null, jobs: [] }, context.stdout)
    else context.stdout.write('Nothing was run here yet.\n')
    return EXIT.done
  }
  const plan = await planOf(context, path)
  const instances = plan?.instances ?? []
  const ids = new Set(instances.map(({ id }) => id))
  const journal = Journal.openToLook(state.journal, path)
  try {
    const doubts = isRehearsal ? new Map() : doubtsOf({ journal, lockfile: new KnownLockfile(lockfilePath(manifestPath), journal) }, ids)
    const run = journal.runs.last(path)
    const condition = run === undefined ? 'none' : conditionOf(run, state.path)
    const records = journal.jobs.all()
    const jobs = [...records.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const fresh = instances.filter(({ id }) => !records.has(id))
    if (options['json'] === true) {
      const whole = [
        ...jobs.map((job) => jobObject(job, journal.attempts.ofJob(job.id))),
        ...fresh.map((job) => newJobObject(job, doubts.has(job.id))),
      ]
      printJson({ run: run === undefined ? null : runObject(run, condition), jobs: whole }, context.stdout)
    } else {
      const outputDir = plan === undefined ? undefined : `${relative(context.cwd, plan.outputDir)}${isRehearsal ? '-rehearsal' : ''}`
      const { columns } = context.stdout
      const spent = plan && costText(spentOnAll(plan, { jobs, journal }), unitOf(instances))
      context.stdout.write(
        statusText(
          { run, condition, jobs, fresh, doubts, columns, outputDir, spent: isRehearsal ? undefined : spent },
          createPaint(context.color),
        ),
      )
    }
    return EXIT.done
  } finally {
    journal.close()
  }
}

/** A manifest that is gone or wrong takes nothing from what is known of its runs. */
async function planOf({ cwd, env }: VerbContext, path: string): Promise<Plan | undefined> {
  const loaded = await loadPlan({ manifestPath: path, cwd, env, allowUnknown: true })
  return loaded.ok ? loaded.plan : undefined
}

/** A run without an end is under way, or was killed. */
function conditionOf(run: RunRecord, folder: string): string {
  if (run.finishedAt !== undefined) return run.outcome ?? 'done'
  return isHeld(folder) ? 'running' : 'killed'
}
