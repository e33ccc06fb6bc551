import { existsSync } from 'node:fs'
import { dirname, posix, relative, resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { durationText } from '../../../../errors/amounts.ts'
import { loadPlan } from '../../../../plan/load-plan.ts'
import type { JobInstance, Plan } from '../../../../plan/plan.ts'
import { unitOf } from '../../../../plan/total.ts'
import { KnownLockfile } from '../../../../run/lockfile/known-lockfile.ts'
import { maybeSentJobs } from '../../../../run/prepare/note-maybe-sent.ts'
import type { Cost } from '../../../../run/run-event.ts'
import { spentOn } from '../../../../show/report/spent-on.ts'
import { costText } from '../../../../show/reporters/amount-text.ts'
import { alignColumns } from '../../../../show/text/columns.ts'
import { createPaint, type Paint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { brief, visible } from '../../../../show/text/visible.ts'
import { isHeld } from '../../../../store/journal/holder.ts'
import { Journal } from '../../../../store/journal/journal.ts'
import type { AttemptRecord, JobRecord, RunRecord } from '../../../../store/journal/records.ts'
import { mentionsInFlight } from '../../../../store/lockfile-io.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { rehearsalFolder, stateFolder } from '../../../../store/state-folder.ts'
import { EXIT } from '../../../exit-status.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

/** `shotlist status`: shows the jobs of the journal, and those that only the manifest has. Writes nothing, and works during a run. */
export async function showStatus(context: VerbContext, path: string = DEFAULT_MANIFEST, options: VerbOptions = {}): Promise<number> {
  const manifestPath = resolve(context.cwd, path)
  const isRehearsal = options['rehearsal'] === true
  const state = isRehearsal ? rehearsalFolder(manifestPath) : stateFolder(dirname(manifestPath))
  const isKnown = existsSync(state.journal)
  if (!isKnown && (isRehearsal || !mentionsInFlight(lockfilePath(manifestPath)))) {
    if (options['json'] === true) printJson({ run: null, jobs: [] }, context.stdout)
    else context.stdout.write('There was no run here yet.\n')
    return EXIT.done
  }
  const plan = await planOf(context, path)
  const instances = plan?.instances ?? []
  const ids = new Set(instances.map(({ id }) => id))
  const journal = Journal.openToLook(state.journal, path)
  try {
    const maybeSent = isRehearsal
      ? new Map()
      : maybeSentJobs({ journal, lockfile: new KnownLockfile(lockfilePath(manifestPath), journal) }, ids)
    const run = journal.runs.last(path)
    const condition = run === undefined ? 'none' : conditionOf(run, state.path)
    const records = journal.jobs.all()
    const jobs = [...records.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const fresh = instances.filter(({ id }) => !records.has(id))
    if (options['json'] === true) {
      const whole = [
        ...jobs.map((job) => jobObject(job, journal.attempts.ofJob(job.id))),
        ...fresh.map((job) => newJobObject(job, maybeSent.has(job.id))),
      ]
      printJson({ run: run === undefined ? null : runObject(run, condition), jobs: whole }, context.stdout)
    } else {
      const outputDir = plan === undefined ? undefined : `${relative(context.cwd, plan.outputDir)}${isRehearsal ? '-rehearsal' : ''}`
      const { columns } = context.stdout
      const spent = plan && costText(spentOnAll(plan, { jobs, journal }), unitOf(instances))
      context.stdout.write(
        statusText(
          { run, condition, jobs, fresh, maybeSent, columns, outputDir, spent: isRehearsal ? undefined : spent },
          createPaint(context.color),
        ),
      )
    }
    return EXIT.done
  } finally {
    journal.close()
  }
}

/** The plan of the manifest; undefined if it is missing or has mistakes, because the status of its runs is shown anyway. */
async function planOf({ cwd, env }: VerbContext, path: string): Promise<Plan | undefined> {
  const loaded = await loadPlan({ manifestPath: path, cwd, env, allowUnknown: true })
  return loaded.ok ? loaded.plan : undefined
}

/** The outcome of a run; one without an end is in progress, or was killed. */
function conditionOf(run: RunRecord, folder: string): string {
  if (run.finishedAt !== undefined) return run.outcome ?? 'done'
  return isHeld(folder) ? 'running' : 'killed'
}

/** What all renders of these jobs cost, calculated as on the review page. */
function spentOnAll({ providers }: Plan, { jobs, journal }: { readonly jobs: readonly JobRecord[]; readonly journal: Journal }): Cost {
  const total = { credits: 0, usd: 0, unknown: 0 }
  for (const { id, ingredients } of jobs) {
    const { unit = '', usd: rate } = providers[ingredients.provider]?.model.table.money ?? {}
    const {
      amount = 0,
      usd = 0,
      unknown = 0,
    } = spentOn({ attempts: journal.attempts.ofJob(id), lock: undefined, price: { unit }, usd: rate })
    total.credits += amount
    total.usd += usd
    total.unknown += unknown
  }
  return total
}

type Status = {
  readonly run: RunRecord | undefined
  readonly condition: string
  readonly jobs: readonly JobRecord[]
  /** Clips of the manifest that no run has started yet. */
  readonly fresh: readonly JobInstance[]
  /** Ids of those that may have been submitted, although the journal has no record of it. */
  readonly maybeSent: ReadonlyMap<string, unknown>
  /** The output folder, relative to the current one; undefined if the manifest cannot be read. */
  readonly outputDir: string | undefined
  /** The cost of the clips so far, as text; undefined if it is not known, or nothing is paid. */
  readonly spent: string | undefined
  /** The terminal's width; undefined if it is not a terminal. */
  readonly columns: number | undefined
}

/** The status of a run and its clips, for a person. */
function statusText({ run, condition, jobs, fresh, maybeSent, columns, outputDir, spent }: Status, paint: Paint): string {
  const shownPath = (output: string) => (outputDir === undefined ? output : posix.join(outputDir, output))
  const rows = [
    ...jobs.map(({ id, state, output }) => [
      phaseText(state.phase, paint),
      visible(id),
      'taskId' in state && state.taskId !== undefined ? visible(state.taskId) : '',
      brief('failure' in state ? `${state.failure.message} (${state.failure.class})` : output === undefined ? '' : shownPath(output)),
    ]),
    ...fresh.map(({ id }) =>
      maybeSent.has(id)
        ? [paint('yellow', 'in doubt'), visible(id), '', 'the lockfile says that it may be in flight, and the journal has no record of it']
        : [paint('dim', 'new'), visible(id), '', ''],
    ),
  ]
  const titles = ['state', 'job', 'task', 'file or reason'].map((title) => paint('dim', title))
  const counts = new Map<string, number>()
  for (const phase of [...jobs.map(({ state }) => state.phase), ...fresh.map(({ id }) => (maybeSent.has(id) ? 'in doubt' : 'new'))])
    counts.set(phase, (counts.get(phase) ?? 0) + 1)
  const summary = [...counts].map(([phase, count]) => `${count.toLocaleString('en')} ${phase}`).join(', ')
  return `${run === undefined ? 'not run yet\n\n' : headText(run, condition, paint)}${alignColumns([titles, ...rows], { columns })}\n${summary}${spent === undefined ? '' : `; spent ${spent}`}\n`
}

/** `failed  run of 2026-11-20 07:40:11 UTC, 12 s`. */
function headText({ verb, startedAt, finishedAt }: RunRecord, condition: string, paint: Paint): string {
  const lasted = finishedAt === undefined ? '' : `, ${durationText((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}`
  return `${paint('bold', condition)}  ${verb} of ${startedAt.slice(0, 19).replace('T', ' ')} UTC${lasted}\n\n`
}

function phaseText(phase: JobRecord['state']['phase'], paint: Paint): string {
  if (phase === 'done') return paint('green', phase)
  if (phase === 'failed') return paint('red', phase)
  return paint(phase === 'uncertain' ? 'yellow' : 'cyan', phase)
}

/** A run as `status --json` writes it. */
function runObject({ startedAt, finishedAt, ...run }: RunRecord, condition: string): unknown {
  return {
    ...run,
    started_at: startedAt,
    ...defined({ finished_at: finishedAt }),
    condition,
  }
}

/** A clip as `status --json` writes it. */
function jobObject({ id, state, ingredients, output, updatedAt, fingerprint }: JobRecord, attempts: readonly AttemptRecord[]): unknown {
  const { phase, ...facts } = state
  return {
    job: id,
    state: phase,
    provider: ingredients.provider,
    operation: ingredients.operation,
    fingerprint,
    output: output ?? null,
    updated_at: updatedAt,
    ...defined({
      task_id: 'taskId' in facts ? facts.taskId : undefined,
      key: 'key' in facts ? facts.key : undefined,
      credits: 'charged' in facts ? facts.charged : undefined,
    }),
    ...('file' in facts && facts.file && { sha256: facts.file.sha256, bytes: facts.file.bytes }),
    ...defined({
      others: 'others' in facts ? facts.others?.map(({ path, sha256, bytes }) => ({ output: path, sha256, bytes })) : undefined,
    }),
    ...defined({ failure: 'failure' in facts ? facts.failure : undefined }),
    attempts: attempts.map(attemptObject),
  }
}

/** A clip that no run in this state folder has started; it is in doubt if a run elsewhere may have. */
function newJobObject({ id, provider, operation, output }: JobInstance, inDoubt: boolean): unknown {
  return {
    job: id,
    state: inDoubt ? 'in doubt' : 'new',
    provider,
    operation,
    output: output ?? null,
    attempts: [],
  }
}

function attemptObject(attempt: AttemptRecord): unknown {
  return {
    number: attempt.number,
    key: attempt.key,
    state: attempt.state,
    task_id: attempt.taskId ?? null,
    estimated: attempt.estimated ?? null,
    credits: attempt.charged ?? null,
    failure: attempt.failure ?? null,
    intended_at: attempt.intendedAt,
    sent_at: attempt.sentAt ?? null,
    answered_at: attempt.answeredAt ?? null,
    ended_at: attempt.endedAt ?? null,
  }
}
