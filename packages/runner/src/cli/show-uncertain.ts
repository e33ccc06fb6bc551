import { existsSync } from 'node:fs'
import { Journal } from '../journal/journal.ts'
import type { JobRecord } from '../journal/records.ts'
import type { Plan } from '../plan/plan.ts'
import { type Candidate, findLostTask, lostSubmission } from '../run/lost-task.ts'
import { stateFolder } from '../state/state-folder.ts'
import { failureOf } from '../steps/failure-of.ts'
import { isUnanswered } from '../steps/recover.ts'
import { createPaint } from '../text/paint.ts'
import { printJson } from '../text/print-json.ts'
import { visible } from '../text/visible.ts'
import { connectFromEnv } from './connect-from-env.ts'
import { EXIT } from './exit-status.ts'
import { loadManifest } from './load-manifest.ts'
import { confirmHosts } from './named-hosts.ts'
import type { VerbContext, VerbOptions } from './verb.ts'

type Uncertain = {
  readonly job: string
  readonly provider: string
  readonly operation: string
  readonly key: string
  readonly sent_at: string | null
  /** Null where the provider cannot list recent tasks, or could not be asked. */
  readonly candidates: readonly Candidate[] | null
  /** Why it could not be asked. */
  readonly problem?: string
}

/** `shotlist resolve` without a decision: what is uncertain, and which of the provider's recent tasks it may have become. Pays nothing. */
export async function showUncertain(context: VerbContext, args: readonly string[], options: VerbOptions): Promise<number> {
  const isManifest = args.length === 1 && /\.ya?ml$/i.test(args[0] ?? '')
  const [job, path] = isManifest ? [undefined, args[0]] : args
  const { plan } = await loadManifest(context, path)
  await confirmHosts(context, Object.values(plan.providers), options)
  const found = await uncertainOf(context, { plan, job, options })
  if (options['json'] === true) printJson(found.map(uncertainObject), context.stdout)
  else context.stdout.write(textOf(found, context.color))
  return found.length === 0 ? EXIT.done : EXIT.decision
}

async function uncertainOf(
  context: VerbContext,
  { plan, job, options }: { plan: Plan; job: string | undefined; options: VerbOptions },
): Promise<Uncertain[]> {
  const state = stateFolder(plan.root)
  if (!existsSync(state.journal)) return []
  const journal = Journal.openReadOnly(state.journal, plan.manifestPath)
  try {
    const open = [...journal.jobs.all().values()].filter((record) => (job === undefined || record.id === job) && isUnanswered(record.state))
    const found: Uncertain[] = []
    for (const record of open) found.push(await lookFor(record, { context, plan, journal, options }))
    return found
  } finally {
    journal.close()
  }
}

type Places = { readonly context: VerbContext; readonly plan: Plan; readonly journal: Journal; readonly options: VerbOptions }

async function lookFor(
  { id, fingerprint, state, ingredients }: JobRecord,
  { context, plan, journal, options }: Places,
): Promise<Uncertain> {
  const { key } = { key: '', ...state }
  const attempt = journal.attempts.underKey(key, { id, fingerprint })
  const { provider, operation } = ingredients
  const facts = { job: id, provider, operation, key, sent_at: attempt?.sentAt ?? null }
  const planned = plan.providers[provider]
  if (planned === undefined) return { ...facts, candidates: null, problem: `the manifest no longer has the provider ${provider}` }
  try {
    const { client } = connectFromEnv(context, options)(planned)
    const isTaken = (taskId: string): boolean => journal.attempts.ofTask(taskId, provider) !== undefined
    const candidates = await findLostTask(client, lostSubmission(ingredients, attempt), { isTaken, signal: context.signal })
    return { ...facts, candidates: candidates ?? null }
  } catch (error) {
    return { ...facts, candidates: null, problem: failureOf(error).message }
  }
}

/** As `--json` writes it. */
const uncertainObject = ({ candidates, ...facts }: Uncertain): unknown => ({
  ...facts,
  candidates:
    candidates?.map(({ taskId, createdAt, isSameRequest }) => ({
      task_id: taskId,
      ...(createdAt !== undefined && { created_at: createdAt }),
      ...(isSameRequest !== undefined && { same_request: isSameRequest }),
    })) ?? null,
})

function textOf(found: readonly Uncertain[], color: boolean): string {
  if (found.length === 0) return 'No submission is uncertain.\n'
  const paint = createPaint(color)
  return found
    .map(
      (each) =>
        `${paint('yellow', 'uncertain')}  ${visible(each.job)}\n${linesOf(each)
          .map((line) => `  ${line}\n`)
          .join('')}`,
    )
    .join('\n')
}

function linesOf({ job, provider, operation, sent_at, candidates, problem }: Uncertain): string[] {
  const sent = `${provider}/${operation}, submitted ${sent_at ?? 'at a time that is not known'} and never answered`
  const settle = [`shotlist resolve '${job}' --resubmit        if there is none: submit it again, and pay`]
  if (candidates === null) {
    const why = problem === undefined ? 'its API does not list recent tasks: look on its website' : `it could not be asked: ${problem}`
    return [visible(sent), visible(why), `shotlist resolve '${job}' --task-id ID      if the task is there: wait for it`, ...settle]
  }
  if (candidates.length === 0) return [visible(sent), 'among its recent tasks is none that this can be', ...settle]
  const tasks = candidates.map(({ taskId, createdAt, isSameRequest }) => {
    const what = `${isSameRequest ? 'from the same request' : 'perhaps'}${createdAt === undefined ? '' : `, made ${createdAt}`}`
    return `shotlist resolve '${job}' --task-id ${visible(taskId)}   ${what}`
  })
  return [visible(sent), 'among its recent tasks there is:', ...tasks, ...settle]
}
