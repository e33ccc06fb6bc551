import { existsSync } from 'node:fs'
import { defined } from '@shotlist/codegen/defined'
import { commandLine } from '../../../../errors/command-line.ts'
import { StateHeldError, StateNotWritableError } from '../../../../errors/state-errors.ts'
import { failureOf } from '../../../../job/failure.ts'
import type { Candidate } from '../../../../job/job-state.ts'
import { isUnsettled } from '../../../../job/job-state.ts'
import type { Plan } from '../../../../plan/plan.ts'
import {
  findCandidateTasks,
  listReachText,
  mergeCandidates,
  type RecentList,
  unansweredSubmission,
} from '../../../../run/job/candidate-tasks.ts'
import { adoptMaybeSent, hasMaybeSent } from '../../../../run/prepare/note-maybe-sent.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { visible } from '../../../../show/text/visible.ts'
import { holdState, isHeld } from '../../../../store/journal/holder.ts'
import { Journal } from '../../../../store/journal/journal.ts'
import type { JobRecord } from '../../../../store/journal/records.ts'
import { makeStateFolder, type StateFolder, stateFolder } from '../../../../store/state-folder.ts'
import { EXIT } from '../../../exit-status.ts'
import { confirmHosts } from '../../../options/named-hosts.ts'
import { connectFromEnv } from '../../../project/connect-from-env.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

export type Uncertain = {
  readonly job: string
  readonly provider: string
  readonly operation: string
  readonly key: string
  readonly sent_at: string | null
  /** The task of the submission, if it is known but cannot be fetched any more. */
  readonly task_id?: string
  /** Tasks in the provider's list now or earlier. Null if no list could be read and no task was seen before. */
  readonly candidates: readonly Candidate[] | null
  /** The range of the provider's list, if it could be read. */
  readonly list?: RecentList
  /** Why the list could not be read. */
  readonly problem?: string
  /** Whether the operation starts no task: its response is the result. */
  readonly hasNoTask?: true
  /** Whether this is the record of a fleet: its workers have read the list. */
  readonly isOfFleet?: true
}

/** `shotlist resolve` without a decision: lists uncertain jobs, and the recent tasks that they may be. Pays nothing. */
export async function showUncertain(context: VerbContext, args: readonly string[], options: VerbOptions): Promise<number> {
  const isManifest = args.length === 1 && /\.ya?ml$/i.test(args[0] ?? '')
  const [job, path] = isManifest ? [undefined, args[0]] : args
  const { plan } = await planManifest(context, path)
  await confirmHosts(context, Object.values(plan.providers), options)
  const found = await uncertainOf(context, { plan, job, options })
  if (options['json'] === true) printJson(found.map(uncertainObject), context.stdout)
  else context.stdout.write(textOf(found, { color: context.color }))
  return found.length === 0 ? EXIT.done : EXIT.decision
}

/** Whether a run that is in progress still waits for the response. */
function isSent({ state }: JobRecord): boolean {
  return state.phase === 'sent'
}

async function uncertainOf(
  context: VerbContext,
  { plan, job, options }: { plan: Plan; job: string | undefined; options: VerbOptions },
): Promise<Uncertain[]> {
  const state = stateFolder(plan.root)
  if (hasMaybeSent(state, plan.manifestPath)) await writeIfFree(state, () => adoptMaybeSent(state, plan))
  if (!existsSync(state.journal)) return []
  const found: Uncertain[] = []
  const journal = Journal.openReadOnly(state.journal, plan.manifestPath)
  try {
    const unanswered = [...journal.jobs.all().values()].filter(
      (record) => (job === undefined || record.id === job) && isUnsettled(record.state),
    )
    const waiting = unanswered.some(isSent) && isHeld(state.path) ? unanswered.filter(isSent) : []
    if (waiting.length > 0)
      context.stderr.write(
        `A run is in progress in ${state.path}, and waits for the responses to ${waiting.map(({ id }) => visible(id)).join(', ')}.\n`,
      )
    const unsettled = unanswered.filter((record) => !waiting.includes(record))
    for (const record of unsettled) found.push(await findCandidates(record, { context, plan, journal, options }))
  } finally {
    journal.close()
  }
  await saveSeen(found, { state, plan })
  return found
}

/** Saves the tasks that were seen, because the provider's list may not have them next time. */
async function saveSeen(found: readonly Uncertain[], { state, plan }: { readonly state: StateFolder; readonly plan: Plan }): Promise<void> {
  const seen = found.flatMap(({ job, key, candidates }) =>
    candidates === null || candidates.length === 0 ? [] : [{ job, key, candidates }],
  )
  if (seen.length === 0) return
  await writeIfFree(state, async () => {
    const journal = Journal.open(state.journal, plan.manifestPath)
    try {
      await journal.write(() => {
        for (const { job, key, candidates } of seen) {
          const record = journal.jobs.get(job)
          if (record === undefined || !isUnsettled(record.state) || record.state.key !== key) continue
          journal.jobs.save({ ...record, state: { ...record.state, candidates } })
        }
      })
    } finally {
      journal.close()
    }
  })
}

/** Writes to the state folder, if it is free and writable. */
async function writeIfFree(state: StateFolder, write: () => Promise<void>): Promise<void> {
  try {
    makeStateFolder(state)
    const holder = holdState(state.path, 'resolve')
    try {
      await write()
    } finally {
      holder.release()
    }
  } catch (error) {
    // A run that holds the folder saves the tasks itself. If nothing can be written, the list is still worth showing.
    if (!(error instanceof StateHeldError || error instanceof StateNotWritableError)) throw error
  }
}

type Places = { readonly context: VerbContext; readonly plan: Plan; readonly journal: Journal; readonly options: VerbOptions }

async function findCandidates(
  { id, fingerprint, state, ingredients }: JobRecord,
  { context, plan, journal, options }: Places,
): Promise<Uncertain> {
  const { key } = { key: '', ...state }
  const attempt = journal.attempts.underKey(key, { id, fingerprint })
  const { provider, operation } = ingredients
  const taken = 'taskId' in state ? state.taskId : undefined
  const facts = { job: id, provider, operation, key, sent_at: attempt?.sentAt ?? null, ...defined({ task_id: taken }) }
  const isTaken = (taskId: string): boolean => journal.attempts.ofTask(taskId, provider) !== undefined
  const before = mergeCandidates([], 'candidates' in state ? state.candidates : undefined, isTaken)
  const seen = before.length === 0 ? null : before
  const planned = plan.providers[provider]
  if (planned === undefined) return { ...facts, candidates: seen, problem: `the manifest no longer has the provider ${provider}` }
  if (planned.model.table.operations[operation]?.kind === 'charge') return { ...facts, candidates: null, hasNoTask: true }
  try {
    const { client } = connectFromEnv(context, options)(planned)
    const found = await findCandidateTasks(client, unansweredSubmission(ingredients, attempt), { isTaken, signal: context.signal })
    if (found === undefined) return { ...facts, candidates: seen }
    return { ...facts, candidates: mergeCandidates(found.candidates, before, isTaken), list: found.list }
  } catch (error) {
    return { ...facts, candidates: seen, problem: failureOf(error).message }
  }
}

/** As `--json` writes it. */
export function uncertainObject({ candidates, list, hasNoTask: _forText, isOfFleet: _place, ...facts }: Uncertain): unknown {
  return {
    ...facts,
    ...defined({
      list: list
        ? {
            tasks: list.tasks,
            ...defined({ since: list.since, reaches_back: list.reachesBack }),
          }
        : undefined,
    }),
    candidates:
      candidates?.map(({ taskId, createdAt, isSameRequest }) => ({
        task_id: taskId,
        ...defined({ created_at: createdAt, same_request: isSameRequest }),
      })) ?? null,
  }
}

/** @param words that its commands end with */
export function textOf(
  found: readonly Uncertain[],
  { color, words = [] }: { readonly color: boolean; readonly words?: readonly string[] },
): string {
  if (found.length === 0) return 'No submission is uncertain.\n'
  const paint = createPaint(color)
  return found
    .map(
      (each) =>
        `${paint('yellow', 'uncertain')}  ${visible(each.job)}\n${linesOf(each, words)
          .map((line) => `  ${line}\n`)
          .join('')}`,
    )
    .join('\n')
}

function linesOf(
  { job, provider, operation, sent_at, task_id, candidates, list, problem, hasNoTask, isOfFleet }: Uncertain,
  words: readonly string[],
): string[] {
  const sent = `${provider}/${operation}, submitted ${sent_at ?? 'at a time that is not known'}`
  const resolve = (...how: string[]) => visible(commandLine(['resolve', job, ...how, ...words]))
  if (task_id !== undefined)
    return [
      visible(`${sent} and accepted as task ${task_id}, which the provider no longer has`),
      `${resolve('--task-id', 'ID')}      if another task has its clip: use that task`,
      `${resolve('--resubmit')}        submit it again, and pay again`,
    ]
  if (hasNoTask)
    return [
      visible(`${sent} and without a whole response; the provider keeps no task of it: look on its website at what was charged`),
      `${resolve('--resubmit')}        submit it again; if it was charged, you pay twice`,
    ]
  const isAnswered = candidates?.some(({ isAnswer }) => isAnswer) === true
  const tasks = (candidates ?? []).map(({ taskId, createdAt, isSameRequest, isAnswer }) => {
    const what = `${isAnswer ? 'returned for this and another submission: look at its clip' : isSameRequest ? 'from the same request' : 'perhaps'}${createdAt === undefined ? '' : `, made ${createdAt}`}`
    return `${resolve('--task-id', taskId)}   ${what}`
  })
  const found = tasks.length === 0 ? ['no recent task matches it'] : [isAnswered ? 'it may be:' : 'recent tasks:', ...tasks]
  return [
    visible(`${sent} and ${isAnswered ? 'answered with the task of another submission' : 'without a response'}`),
    ...(tasks.length === 0 && list === undefined ? [] : found),
    visible(list !== undefined ? listReachText(list) : isOfFleet ? AS_THE_WORKER_SAW : whyUnlisted(problem)),
    ...(tasks.length === 0 ? [`${resolve('--task-id', 'ID')}      if you find the task: use it`] : []),
    `${resolve('--resubmit')}        if you know that it was not accepted: submit it again; if it was accepted, you pay twice`,
  ]
}

const AS_THE_WORKER_SAW = 'recent tasks are listed as its worker saw them, if the provider has such a list: look on its website too'

function whyUnlisted(problem: string | undefined): string {
  return problem === undefined
    ? 'the API of the provider does not list recent tasks: look on its website'
    : `the recent tasks could not be read: ${problem}`
}
