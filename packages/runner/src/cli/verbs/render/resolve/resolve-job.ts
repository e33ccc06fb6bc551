import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { commandLine } from '../../../../errors/command-line.ts'
import { UsageError } from '../../../../errors/input-errors.ts'
import { isUnsettled } from '../../../../job/job-state.ts'
import { adoptMaybeSent, hasMaybeSent } from '../../../../run/prepare/note-maybe-sent.ts'
import { type Decision, ownerOfTask, recordDecision, type UnsettledJob } from '../../../../run/prepare/record-decision.ts'
import { visible } from '../../../../show/text/visible.ts'
import { holdState } from '../../../../store/journal/holder.ts'
import { Journal } from '../../../../store/journal/journal.ts'
import type { JobRecord } from '../../../../store/journal/records.ts'
import { makeStateFolder, stateFolder } from '../../../../store/state-folder.ts'
import { EXIT } from '../../../exit-status.ts'
import { fleetUrl } from '../../../options/fleet-options.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { showUncertain } from './show-uncertain.ts'

/** `shotlist resolve`: records the user's decision about an uncertain submission; without a decision, shows what is known. */
export async function resolveJob(context: VerbContext, args: readonly string[], options: VerbOptions): Promise<number> {
  const decision = decisionOf(options)
  const url = fleetUrl(context, options)
  if (url !== undefined) return (await import('./resolve-in-fleet.ts')).resolveInFleet(context, args, { options, url, decision })
  if (decision === undefined) return showUncertain(context, args, options)
  const [job = '', path = DEFAULT_MANIFEST] = args
  const manifestPath = resolve(context.cwd, path)
  const state = stateFolder(dirname(manifestPath))
  const inDoubt = hasMaybeSent(state, manifestPath) ? (await planManifest(context, path)).plan : undefined
  if (inDoubt === undefined && !existsSync(state.journal)) throw new UsageError(`there was no run in ${state.path}`)
  makeStateFolder(state)
  const holder = holdState(state.path, 'resolve')
  try {
    if (inDoubt !== undefined) await adoptMaybeSent(state, inDoubt)
    const journal = Journal.openComplete(state.journal, path)
    try {
      await settle(journal, job, decision)
    } finally {
      journal.close()
    }
  } finally {
    holder.release()
  }
  sayDecided(context, job, decision)
  return EXIT.done
}

function decisionOf({ taskId, resubmit }: VerbOptions): Decision | undefined {
  if (taskId === undefined && resubmit !== true) return undefined
  if (typeof taskId === 'string' && resubmit !== true) return { taskId: idOf(taskId) }
  if (resubmit === true && taskId === undefined) return 'resubmit'
  throw new UsageError('give --task-id ID or --resubmit, not both')
}

/** The id without surrounding spaces, which it may have if it was copied from a website. */
function idOf(text: string): string {
  const id = text.trim()
  if (id === '') throw new UsageError('--task-id needs the id of a task at the provider')
  return id
}

/** Records a decision about a job in the journal of this machine. @throws {UsageError} */
export async function settle(journal: Journal, id: string, decision: Decision): Promise<void> {
  const record = journal.jobs.get(id)
  if (!isUnsettledJob(record)) throw new UsageError(problemOf(journal, id, record), { hint: hintOf(id, record) })
  if (decision !== 'resubmit') refuseTaken(ownerOfTask(journal, record, decision.taskId), decision)
  await recordDecision(journal, record, { decision })
}

/** Whether a job waits for a decision. */
export function isUnsettledJob(record: JobRecord | undefined): record is UnsettledJob {
  return isUnsettled(record?.state)
}

/** Refuses the task of another submission: it has another clip, and the right task would be lost. @throws {UsageError} */
export function refuseTaken(owner: string | undefined, { taskId }: { readonly taskId: string }): void {
  if (owner === undefined) return
  throw new UsageError(`task ${taskId} belongs to another submission, that of ${owner}`, {
    hint: '`shotlist resolve` lists the possible tasks.',
  })
}

/** Tells what the next run does. */
export function sayDecided({ stderr }: VerbContext, job: string, decision: Decision): void {
  stderr.write(
    `${visible(decision === 'resubmit' ? `${job}: the next run submits it again.` : `${job}: the next run waits for that task.`)}\n`,
  )
}

function hintOf(id: string, record: JobRecord | undefined): string {
  return record?.state.phase === 'done'
    ? `To render it again, and pay again: ${commandLine(['run', '--force', id])}`
    : 'See `shotlist status`.'
}

function problemOf(journal: Journal, id: string, record: JobRecord | undefined): string {
  const unsettled = [...journal.jobs.all().values()].filter(({ state }) => isUnsettled(state)).map((each) => each.id)
  const list = unsettled.length === 0 ? 'no job is uncertain' : `uncertain jobs: ${unsettled.join(', ')}`
  return record === undefined ? `there is no job ${id}; ${list}` : `${id} is not uncertain but ${record.state.phase}; ${list}`
}
