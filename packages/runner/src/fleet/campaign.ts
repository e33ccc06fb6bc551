import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defined } from '@shotlist/codegen/defined'
import { FleetDatabaseError } from '../errors/fleet-errors.ts'
import { MissingKeyError } from '../errors/input-errors.ts'
import type { FileHashes } from '../files/input-hashes.ts'
import { filesOf } from '../job/request-nodes.ts'
import type { JobInstance, Plan, Value } from '../plan/plan.ts'
import { StopReason } from '../run/job/job-end.ts'
import { TakePicker } from '../run/job/take-picker.ts'
import type { Outcome } from '../run/run-event.ts'
import type { RunOptions } from '../run/run-options.ts'
import { runPlan } from '../run/run-plan.ts'
import { hashFile } from '../store/durable/plain-files.ts'
import { readLockfile } from '../store/lockfile-io.ts'
import { lockfilePath, textOf } from '../store/lockfile-text.ts'
import { stateFolder } from '../store/state-folder.ts'
import { endCampaign, isLeft, LEFT_AFTER_SECONDS, untilEnded } from './campaign-driver.ts'
import { orderedFile } from './contents.ts'
import type { Fleet } from './fleet.ts'
import { messageOf } from './fleet.ts'
import { connectThroughFleet } from './fleet-client.ts'
import { FLEET_PACE, fleetPlan, type OrderedProviders } from './fleet-plan.ts'
import { CAMPAIGN_QUEUE, FLEET_VERSION } from './queues.ts'
import { PicksElsewhere } from './shared-picks.ts'

/** A run as the database keeps it, so that a worker can go on with it when the process that started it is gone. JSON. */
type Campaign = {
  readonly verb: string
  readonly manifest: string
  /** The plan without documents and outputs: no file is placed. The path of an input is `<sha256>/<name>`. */
  readonly plan: Omit<Plan, 'providers'>
  readonly providers: OrderedProviders
  readonly lockfile?: string
  /** SHA-256 (hex) of a copy of the journal in the store. */
  readonly journal: string
  readonly manifestInstanceIds?: readonly string[]
  readonly picks?: RunOptions['picks']
  readonly force: readonly string[]
  readonly allowUnpriced: boolean
  readonly failFast: boolean
}

/** Puts a run into the database, and its inputs into the store, so that it goes on without this process. Returns its id. */
export async function startCampaign(fleet: Fleet, { options, providers, hashes }: Starting): Promise<string> {
  const { plan } = options
  const paths = new Map<string, string>()
  for (const file of plan.instances.flatMap((instance) => [...filesOf(instance.with)])) {
    if (paths.has(file)) continue
    const sha256 = await hashes.hash(file)
    await fleet.contents.keep(sha256, resolve(plan.root, file))
    paths.set(file, orderedFile(sha256, file))
  }
  const { providers: _documents, ...portablePlan } = plan
  const id = randomUUID()
  const campaign: Campaign = {
    verb: options.verb,
    manifest: basename(plan.manifestPath),
    plan: {
      ...portablePlan,
      root: '',
      outputDir: '',
      manifestPath: '',
      env: {},
      dropped: [],
      instances: plan.instances.map((instance) => portable(instance, paths)),
    },
    providers,
    journal: await keepJournal(fleet, options.state.journal),
    force: [...(options.force ?? [])],
    allowUnpriced: options.allowUnpriced === true,
    failFast: options.failFast === true,
    ...defined({
      lockfile: options.lockfile === undefined ? undefined : textOf(options.lockfile),
      manifestInstanceIds: options.manifestInstanceIds && [...options.manifestInstanceIds],
      picks: options.picks,
    }),
  }
  await fleet.database.query('INSERT INTO shotlist.campaigns (id, project, campaign) VALUES ($1, $2, $3)', [
    id,
    fleet.project,
    JSON.stringify(campaign, bigintAsNode),
  ])
  await supersede(fleet, options)
  await fleet.queue.enqueue(
    { queueName: CAMPAIGN_QUEUE, workflowName: 'campaign', workflowID: `campaign.${id}`, appVersion: FLEET_VERSION },
    id,
  )
  return id
}

/**
 * Ends the runs of the project that nobody drives and that this one takes up: whose clips are all in its plan, or are no longer in the manifest.
 * They would order clips as an earlier manifest describes them.
 */
async function supersede({ database, project }: Fleet, { plan, manifestInstanceIds }: Omit<RunOptions, 'connect'>): Promise<void> {
  const planned = new Set(plan.instances.map(({ id }) => id))
  const isTakenUp = (id: string): boolean => planned.has(id) || manifestInstanceIds?.has(id) === false
  const rows = await database.query(
    `SELECT id, campaign FROM shotlist.campaigns
      WHERE project = $1 AND ended_at IS NULL AND followed_at < now() - make_interval(secs => $2)`,
    [project, LEFT_AFTER_SECONDS],
  )
  const taken = rows.filter((row) => (JSON.parse(String(row['campaign'])) as Campaign).plan.instances.every(({ id }) => isTakenUp(id)))
  await database.query("UPDATE shotlist.campaigns SET outcome = 'taken up', ended_at = now() WHERE id = ANY ($1) AND ended_at IS NULL", [
    taken.map((row) => row['id']),
  ])
}

type Starting = {
  readonly options: Omit<RunOptions, 'connect'>
  readonly providers: OrderedProviders
  readonly hashes: FileHashes
}

/** An instance that another machine can order: it makes no file there, and names its inputs by their content. */
function portable({ output: _place, ...instance }: JobInstance, paths: ReadonlyMap<string, string>): JobInstance {
  return { ...instance, with: withPaths(instance.with, paths) as JobInstance['with'] }
}

function withPaths(value: Value | undefined, paths: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: Value) => withPaths(item, paths))
  if ('$file' in value && typeof value.$file === 'string') return { ...value, $file: paths.get(value.$file) }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withPaths(part as Value, paths)]))
}

/** JSON has no large integers. */
function bigintAsNode(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { $bigint: String(value) } : value
}

function nodeAsBigint(_name: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && '$bigint' in value ? BigInt(String(value.$bigint)) : value
}

/** Keeps a copy of the journal in the store: what earlier runs know, such as the attempts that failed. Returns its SHA-256 (hex). */
async function keepJournal(fleet: Fleet, path: string): Promise<string> {
  const copy = join(tmpdir(), `shotlist-journal-${randomUUID()}.db`)
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      database.prepare('VACUUM INTO ?').run(copy)
    } finally {
      database.close()
    }
    const sha256 = await hashFile(copy)
    await fleet.contents.keep(sha256, copy)
    return sha256
  } finally {
    await rm(copy, { force: true })
  }
}

export type CampaignOptions = {
  readonly fleet: Fleet
  readonly id: string
  /** Aborts when the worker stops. */
  readonly signal: AbortSignal
  readonly log: (line: string) => void
}

/**
 * Goes on with a run when the process that started it is gone: orders each clip when what it needs is done. It submits nothing itself, and a clip that the run that started it has ordered
 * too is made once. A second time, as after the death of a worker, it begins as that run began, and finds in the fleet what is done since.
 */
export async function runCampaign({ fleet, id, signal, log }: CampaignOptions): Promise<void> {
  if (!(await isLeft(fleet, id, signal))) return
  const [row] = await fleet.database.query('SELECT project, campaign, started_at FROM shotlist.campaigns WHERE id = $1', [id])
  const project = String(row?.['project'])
  const campaign = JSON.parse(String(row?.['campaign']), nodeAsBigint) as Campaign
  const root = join(fleet.folder, 'campaigns', id)
  const since = row?.['started_at'] as Date
  const over = new AbortController()
  void untilEnded(fleet, id, AbortSignal.any([signal, over.signal])).then(() => over.abort(ENDED))
  const running = AbortSignal.any([signal, over.signal])
  const outcome = await run({ ...fleet, project }, campaign, {
    root,
    since,
    signal: running,
    log: (line) => log(`${project}: ${line}`),
  }).catch((error: unknown) => {
    if (signal.aborted || error instanceof FleetDatabaseError) throw error
    log(`${project}: ${messageOf(error)}`)
    return 'failed' as const
  })
  over.abort(ENDED)
  if (outcome === 'interrupted') signal.throwIfAborted()
  await rm(root, { recursive: true, force: true })
  log(`${project}: the run is over`)
  await endCampaign(fleet, id, outcome)
}

const ENDED = new StopReason('interrupted', 'the run has ended where it was started')

type Place = { readonly root: string; readonly since: Date; readonly signal: AbortSignal; readonly log: (line: string) => void }

async function run(fleet: Fleet, campaign: Campaign, { root, since, signal, log }: Place): Promise<Outcome> {
  const { manifest, verb, force, allowUnpriced, failFast, picks, manifestInstanceIds } = campaign
  await rm(root, { recursive: true, force: true })
  const state = stateFolder(root)
  const manifestPath = join(root, manifest)
  await fleet.contents.copyTo(campaign.journal, state.journal)
  const lockfile = lockfilePath(manifestPath)
  if (campaign.lockfile !== undefined) await writeFile(lockfile, campaign.lockfile)
  const takePicker = new TakePicker(async ({ take, render = '' }) => (take === null ? null : { take, render }))
  const end = new AbortController()
  const elsewhere = new PicksElsewhere(fleet, takePicker, { since, picks: readLockfile(lockfile).picks })
  void elsewhere.follow(AbortSignal.any([signal, end.signal]))
  const { outcome } = await runPlan({
    plan: await planOf(fleet, campaign, { root, manifestPath }),
    verb,
    state,
    lockfile,
    connect: connectThroughFleet(fleet, {
      providers: campaign.providers,
      direct: ({ model: { table } }) => {
        throw new MissingKeyError({ title: table.title, variable: table.env.key, keyUrl: table.keyUrl })
      },
    }),
    hashes: { hash: async (file) => dirname(file) },
    onEvent: ({ event }) => {
      if (event === 'run.started') log('a run goes on here')
    },
    signal,
    pace: FLEET_PACE,
    takePicker,
    force: new Set(force),
    allowUnpriced,
    failFast,
    ...defined({ picks, manifestInstanceIds: manifestInstanceIds && new Set(manifestInstanceIds) }),
  }).finally(() => end.abort())
  return outcome
}

async function planOf(
  fleet: Fleet,
  { plan, providers: ordered }: Campaign,
  { root, manifestPath }: { readonly root: string; readonly manifestPath: string },
): Promise<Plan> {
  const providers = Object.entries(ordered).map(
    async ([id, { document, ...limits }]) => [id, { id, ...limits, model: await fleet.clips.document(document) }] as const,
  )
  const outputDir = join(root, 'outputs')
  return fleetPlan({ ...plan, root, manifestPath, outputDir, providers: Object.fromEntries(await Promise.all(providers)) })
}
