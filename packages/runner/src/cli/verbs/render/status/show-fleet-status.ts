import { resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { count, durationText, units, usd } from '../../../../errors/amounts.ts'
import { ownPackage } from '../../../../errors/own-package.ts'
import {
  type AccountStatus,
  type Amount,
  type ClipStatus,
  type FleetStatus,
  fleetStatus,
  type ProjectStatus,
  type WorkerStatus,
} from '../../../../fleet/fleet-status.ts'
import { alignColumns } from '../../../../show/text/columns.ts'
import { createPaint, type Paint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { brief, visible } from '../../../../show/text/visible.ts'
import { FleetDatabase } from '../../../../store/postgres/fleet-database.ts'
import { EXIT } from '../../../exit-status.ts'
import { fleetProject } from '../../../options/fleet-options.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

/** Clips with a reason that are listed for a person. `--json` has all. */
const LISTED = 20

/**
 * `shotlist status --fleet`: shows the workers and accounts of a fleet, and its projects.
 *
 * @param path the manifest whose project is shown; absent, and without `--project`: all projects
 * @throws {FleetDatabaseError | JournalTooNewError}
 */
export async function showFleetStatus(
  context: VerbContext,
  path: string | undefined,
  { url, ...options }: VerbOptions & { readonly url: string },
): Promise<number> {
  const isOne = path !== undefined || typeof options['project'] === 'string'
  const project = isOne ? fleetProject(options, resolve(context.cwd, path ?? '')) : undefined
  const database = await FleetDatabase.connect(url)
  try {
    const status = await fleetStatus(database, project)
    if (options['json'] === true) printJson(statusObject(status), context.stdout)
    else context.stdout.write(statusText(status, { context, project, place: database.place }))
  } finally {
    await database.close()
  }
  return EXIT.done
}

type Shown = { readonly context: VerbContext; readonly project: string | undefined; readonly place: string }

function statusText({ workers, accounts, projects }: FleetStatus, { context, project, place }: Shown): string {
  const paint = createPaint(context.color)
  const { columns } = context.stdout
  const table = (titles: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []) =>
    alignColumns([titles.map((title) => paint('dim', title)), ...rows], { right, columns })
  const none = 'No worker is running: start `shotlist worker` where the API keys are.\n'
  const parts = [
    workers.length === 0
      ? none
      : table(
          ['worker', 'pid', 'version', 'since', 'seen', 'works on'],
          workers.map((each) => workerRow(each, paint)),
        ),
    ...(accounts.length === 0
      ? []
      : [table(['account', 'workers', 'limit', 'in flight', 'waiting'], accounts.map(accountRow), [1, 2, 3, 4])]),
    ...projects.map((each) => projectText(each, { paint, columns, workers })),
    ...(projects.length > 0
      ? []
      : [`${project === undefined ? 'No clip was ordered yet' : `No clip of ${visible(project)} was ordered yet`}.\n`]),
  ]
  return `${paint('bold', `fleet ${visible(place)}`)}\n\n${parts.join('\n')}`
}

function workerRow({ host, pid, version, since, silentSeconds, isFenced, clips, runs }: WorkerStatus, paint: Paint): string[] {
  return [
    visible(host),
    String(pid),
    version === ownPackage.version ? visible(version) : paint('yellow', visible(version)),
    minute(since),
    isFenced ? paint('red', 'taken for dead') : `${durationText(silentSeconds, 0)} ago`,
    `${count(clips, 'clip')}${runs === 0 ? '' : `, ${count(runs, 'run')}`}`,
  ]
}

function accountRow({ variable, account, workers, limit, inFlight, waiting }: AccountStatus): string[] {
  return [visible(`${variable} ${account.slice(0, 8)}`), ...[workers, limit ?? '-', inFlight, waiting].map(String)]
}

type ProjectView = { readonly paint: Paint; readonly columns: number | undefined; readonly workers: readonly WorkerStatus[] }

function projectText(status: ProjectStatus, { paint, columns, workers }: ProjectView): string {
  const { project, clips, runs, budget, reserved, spent } = status
  const counts = [...stateCounts(clips)].map(([state, many]) => `${many.toLocaleString('en')} ${state}`).join(', ')
  const caps = [budget.usd === undefined ? [] : usd(budget.usd), budget.credits === undefined ? [] : units(budget.credits, 'credit')].flat()
  const money = `spent ${amountText(spent)}, reserved ${amountText(reserved)}${caps.length === 0 ? '' : `, of ${caps.join(' and ')}`}`
  const placeOf = new Map(workers.map(({ id, host, pid }) => [id, `on ${host}, pid ${pid}`]))
  const lines = runs.map(
    ({ since, worker }) =>
      `run of ${minute(since)}, ${worker === undefined ? 'waits for a worker' : (placeOf.get(worker) ?? 'on a worker that is gone')}`,
  )
  const told = clips.filter(({ failure, state }) => failure !== undefined && state !== 'done')
  const rows = told
    .slice(0, LISTED)
    .map(({ job, state, failure }) => [
      paint(state === 'failed' ? 'red' : 'yellow', state),
      visible(job),
      brief(failure === undefined ? '' : `${failure.message} (${failure.class})`),
    ])
  const more = told.length > LISTED ? `${count(told.length - LISTED, 'more clip')}: see --json\n` : ''
  return `${paint('bold', visible(project))}\n${[counts || 'no clips', money, ...lines].map((line) => `  ${visible(line)}\n`).join('')}${
    rows.length === 0 ? '' : alignColumns(rows, { columns, indent: 2 })
  }${more && `  ${more}`}`
}

function stateCounts(clips: readonly ClipStatus[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { state } of clips) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

/** `$1.35 and 2 clips of unknown price`, `45 credits at pixverse`, or `nothing`. */
function amountText(amounts: readonly Amount[]): string {
  const dollars = amounts.reduce((sum, each) => sum + each.usd, 0)
  const others = amounts.filter((each) => each.usd === 0 && each.credits > 0)
  const unpriced = amounts.reduce((sum, each) => sum + each.unpriced, 0)
  const texts = [
    ...(dollars > 0 ? [usd(dollars)] : []),
    ...others.map(({ credits, provider }) => `${units(credits, 'credit')} at ${provider}`),
    ...(unpriced > 0 ? [`${count(unpriced, 'clip')} of unknown price`] : []),
  ]
  return texts.join(' and ') || 'nothing'
}

/** `2026-11-20 07:40 UTC`. */
function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}

/** The status as `--json` writes it. */
function statusObject({ workers, accounts, projects }: FleetStatus): unknown {
  return {
    workers: workers.map(({ silentSeconds, isFenced, ...worker }) => ({ ...worker, silent_seconds: silentSeconds, fenced: isFenced })),
    accounts: accounts.map(({ inFlight, limit = null, ...account }) => ({ ...account, limit, in_flight: inFlight })),
    projects: projects.map(({ project, clips, ...rest }) => ({
      project,
      counts: Object.fromEntries(stateCounts(clips)),
      clips: clips.map(({ failure, ...clip }) => ({ ...clip, ...defined({ failure }) })),
      ...rest,
    })),
  }
}
