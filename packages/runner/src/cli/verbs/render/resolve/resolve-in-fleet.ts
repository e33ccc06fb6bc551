import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { commandLine } from '../../../../errors/command-line.ts'
import { UsageError } from '../../../../errors/input-errors.ts'
import { keysInFleet, settleClip, type UnsettledClip, unsettledClips } from '../../../../fleet/settle-clip.ts'
import { type Decision, recordDecision } from '../../../../run/prepare/record-decision.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { holdState } from '../../../../store/journal/holder.ts'
import { Journal } from '../../../../store/journal/journal.ts'
import { FleetDatabase } from '../../../../store/postgres/fleet-database.ts'
import { type StateFolder, stateFolder } from '../../../../store/state-folder.ts'
import { EXIT } from '../../../exit-status.ts'
import { fleetProject, fleetWords } from '../../../options/fleet-options.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { isUnsettledJob, refuseTaken, sayDecided, settle } from './resolve-job.ts'
import { showUncertain, textOf, type Uncertain, uncertainObject } from './show-uncertain.ts'

type Asked = { readonly options: VerbOptions; readonly url: string; readonly decision: Decision | undefined }

/**
 * `shotlist resolve` in a fleet: records a decision in the fleet, and in the journal of this machine if it knows the submission. Without a
 * decision, lists the project's uncertain submissions.
 */
export async function resolveInFleet(context: VerbContext, args: readonly string[], { options, url, decision }: Asked): Promise<number> {
  const isManifest = decision === undefined && args.length === 1 && /\.ya?ml$/i.test(args[0] ?? '')
  const [job, path = DEFAULT_MANIFEST] = isManifest ? [undefined, args[0]] : args
  const manifestPath = resolve(context.cwd, path)
  const database = await FleetDatabase.connect(url)
  try {
    const project = fleetProject(options, manifestPath)
    const words = [...(path === DEFAULT_MANIFEST ? [] : [path]), ...fleetWords(options)]
    if (decision === undefined) {
      const clips = await unsettledClips(database, { project })
      const isElsewhere = clips.length === 0 && (await hasOthers(database, { state: stateFolder(dirname(manifestPath)), path }))
      return isElsewhere ? showUncertain(context, args, options) : showUnsettled(context, clips, { job, words, options })
    }
    await withJournal({ state: stateFolder(dirname(manifestPath)), path }, (journal) =>
      settleEverywhere(database, { project, journal, job: job ?? '', decision, words }),
    )
    sayDecided(context, job ?? '', decision)
    return EXIT.done
  } finally {
    await database.close()
  }
}

/** Holds the journal of this machine, if there is one, so that both records change or none. */
async function withJournal(
  { state, path }: { readonly state: StateFolder; readonly path: string },
  work: (journal: Journal | undefined) => Promise<void>,
): Promise<void> {
  if (!existsSync(state.journal)) return work(undefined)
  const holder = holdState(state.path, 'resolve')
  try {
    const journal = Journal.openComplete(state.journal, path)
    try {
      await work(journal)
    } finally {
      journal.close()
    }
  } finally {
    holder.release()
  }
}

/** Whether this machine has unsettled submissions that were made without the fleet. */
async function hasOthers(
  database: FleetDatabase,
  { state, path }: { readonly state: StateFolder; readonly path: string },
): Promise<boolean> {
  if (!existsSync(state.journal)) return false
  const journal = Journal.openReadOnly(state.journal, path)
  try {
    const keys = [...journal.jobs.all().values()].flatMap((record) => (isUnsettledJob(record) ? [record.state.key] : []))
    return keys.length > 0 && (await keysInFleet(database, keys)).size < keys.length
  } finally {
    journal.close()
  }
}

type Settling = {
  readonly project: string
  readonly journal: Journal | undefined
  readonly job: string
  readonly decision: Decision
  readonly words: readonly string[]
}

async function settleEverywhere(database: FleetDatabase, { project, journal, job, decision, words }: Settling): Promise<void> {
  const local = journal?.jobs.get(job)
  const here = isUnsettledJob(local) ? local : undefined
  const clips = await unsettledClips(database, { project, keys: here === undefined ? [] : [here.state.key] })
  const clip = clips.find(({ key }) => key === here?.state.key) ?? clips.find((each) => each.job === job || each.key === job)
  if (clip === undefined) {
    if (here !== undefined && journal !== undefined) {
      const isInFleet = (await keysInFleet(database, [here.state.key])).has(here.state.key)
      // Submitted without the fleet.
      if (!isInFleet) return settle(journal, job, decision)
      throw new UsageError(`${job} is settled in the fleet already`, { hint: 'The next run on this machine takes that over.' })
    }
    const list =
      clips.length === 0 ? 'no clip of it is uncertain' : `uncertain clips: ${[...new Set(clips.map((each) => each.job))].join(', ')}`
    const hint = `See: ${commandLine(['status', ...words])}. If this is another project of the fleet, name it with --project.`
    throw new UsageError(`${job} is not uncertain in ${project}; ${list}`, { hint })
  }
  const settled = clip.isInHand ? 'in-hand' : await settleClip(database, clip.key, decision)
  if (settled === 'in-hand')
    throw new UsageError(`a worker of the fleet has ${job} in hand, and may still find out what became of it`, {
      hint: `Wait until it has ended: ${commandLine(['status', ...words])}`,
    })
  if (settled === 'settled') throw new UsageError(`${job} was settled meanwhile`, { hint: `See: ${commandLine(['status', ...words])}` })
  if (typeof settled === 'object' && decision !== 'resubmit') refuseTaken(await nameOf(database, settled.owner), decision)
  if (here !== undefined && journal !== undefined && here.state.key === clip.key) await recordDecision(journal, here, { decision })
}

/** The job of a clip. */
async function nameOf(database: FleetDatabase, key: string): Promise<string> {
  const [row] = await database.query('SELECT job FROM shotlist.clips WHERE key = $1', [key])
  return row === undefined ? key : String(row['job'])
}

type Shown = { readonly job: string | undefined; readonly words: readonly string[]; readonly options: VerbOptions }

function showUnsettled(context: VerbContext, clips: readonly UnsettledClip[], { job, words, options }: Shown): number {
  const found = clips.filter((clip) => !clip.isInHand && (job === undefined || clip.job === job || clip.key === job)).map(uncertainOf)
  if (options['json'] === true) printJson(found.map(uncertainObject), context.stdout)
  else context.stdout.write(textOf(found, { color: context.color, words }))
  return found.length === 0 ? EXIT.done : EXIT.decision
}

/** The tasks that a worker has found for it are in the record. */
function uncertainOf({ job, key, record: { state, ingredients }, attempt }: UnsettledClip): Uncertain {
  return {
    job,
    provider: ingredients.provider,
    operation: ingredients.operation,
    key,
    sent_at: attempt?.sentAt ?? null,
    candidates: ('candidates' in state ? state.candidates : undefined) ?? null,
    isOfFleet: true,
    ...defined({ task_id: 'taskId' in state ? state.taskId : undefined }),
  }
}
