import { basename, dirname, resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { MANIFEST_KEYS } from '@shotlist/codegen/manifest-keys'
import { suggest } from '@shotlist/codegen/suggest'
import type { Catalog } from '../manifest/catalog/catalog.ts'
import { compileValue } from '../manifest/expressions/compile-value.ts'
import { evaluateValue } from '../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../manifest/expressions/expression.ts'
import { checkPath } from '../manifest/files/check-file.ts'
import type { Files } from '../manifest/files/files.ts'
import { createTextReader, type TextReader } from '../manifest/files/read-text-file.ts'
import type { IssueList } from '../manifest/issue-list.ts'
import type { Defaults, Manifest } from '../manifest/manifest.ts'
import type { Cells } from './cells/cell.ts'
import { dropCells } from './cells/drop-cells.ts'
import { expandCells } from './cells/expand-cells.ts'
import { readTables, type Tables } from './cells/read-tables.ts'
import { resolveTakes, type TakeRange } from './cells/resolve-takes.ts'
import { draftJob, type JobDraft, noteUselessDefaults, orderJobs } from './draft-jobs.ts'
import { buildInstance } from './instances/build-instance.ts'
import { type ExpandedJob, type InstanceContext, instanceIds, MAX_DEPENDENCIES } from './instances/instance-context.ts'
import { checkCollisions, type OutputPath } from './outputs/check-collisions.ts'
import { checkOutputFolder, checkOutputName } from './outputs/place-output.ts'
import type { Budget, DroppedCell, JobInstance, Plan, PlannedProvider } from './plan.ts'
import type { ContentLimit, LengthLimit } from './request/check-request.ts'
import { noteNoModel, planProvider, resolveOperation } from './resolve-operation.ts'

export type PlanInputs = {
  /** Absolute. */
  readonly manifestPath: string
  readonly catalog: Catalog
  readonly env: Readonly<Record<string, string | undefined>>
  readonly files: Files
  readonly issues: IssueList
  /** Filled with the checks that need a file's content. They are made after the plan is built. */
  readonly lengths: Map<string, LengthLimit>
  readonly contents: Map<string, ContentLimit>
}

const DEFAULT_OUTPUT_DIR = MANIFEST_KEYS.output_dir.default

/** Builds the plan of a manifest. All mistakes are added to `issues`; do not run the plan if there are errors among them. */
export async function buildPlan(
  manifest: Manifest,
  { manifestPath, catalog, env, files, issues, lengths, contents }: PlanInputs,
): Promise<Plan> {
  const root = dirname(manifestPath)
  const values = pickEnv([...manifest.env.keys()], env)
  const scope = resolveVars(manifest, { values, readText: createTextReader({ files, root }), issues })
  const drafts = [...manifest.jobs.values()].map((job) =>
    draftJob(job, { manifest, used: resolveOperation(job, { manifest, catalog, issues }), issues }),
  )
  noteUselessDefaults(manifest, drafts, issues)
  const tables = await readTables(manifest.jobs.values(), { scope, issues, files, root })
  const { instances, dropped } = expandJobs(drafts, { scope, tables, issues, files, root, defaults: manifest.defaults, lengths, contents })

  const outputDir = resolve(root, outputDirOf(manifest, scope, issues))
  const odd = checkOutputFolder(outputDir, { files, root })
  if (odd !== undefined) issues.add(manifest.outputDir ?? { start: 0, end: 1, path: '' }, odd)
  const providers: Record<string, PlannedProvider> = {}
  for (const { used } of drafts) {
    if (used === undefined || Object.hasOwn(providers, used.provider)) continue
    providers[used.provider] = planProvider(used.provider, { model: used.model, settings: manifest.providers.get(used.provider), issues })
  }
  noteUnknownProviders(manifest, catalog, issues)
  return {
    version: 1,
    name: manifest.name ?? basename(manifestPath).replace(/\.ya?ml$/i, ''),
    manifestPath,
    root,
    outputDir,
    concurrency: manifest.concurrency ?? MANIFEST_KEYS.concurrency.default,
    budget: budgetOf(manifest),
    stopAfter: manifest.stopAfter,
    artifacts: manifest.artifacts,
    providers,
    instances,
    dropped,
    env: values,
  }
}

function pickEnv(names: readonly string[], env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(env, name) && env[name] !== undefined ? [[name, env[name]]] : [])))
}

function outputDirOf({ outputDir }: Manifest, scope: Scope, issues: IssueList): string {
  if (outputDir === undefined) return DEFAULT_OUTPUT_DIR
  const text = evaluateValue(compileValue(outputDir, issues), scope, issues)
  const checked = typeof text === 'string' ? checkPath(text) : { path: DEFAULT_OUTPUT_DIR }
  const note = (problem: string, hint: string) => issues.add(outputDir, { code: 'bad-path', message: `\`output_dir\` ${problem}`, hint })
  if ('problem' in checked) {
    note(checked.problem, "Name a folder below the manifest's folder.")
    return DEFAULT_OUTPUT_DIR
  }
  const odd = checked.path === '.' ? undefined : checkOutputName(checked.path)
  if (odd === undefined) return checked.path
  note(odd.problem, `Write \`${odd.instead}\`, for example.`)
  return DEFAULT_OUTPUT_DIR
}

function budgetOf({ budget }: Manifest): Budget {
  if (budget === undefined) return {}
  const { providers, ...caps } = budget
  if (providers.size === 0) return caps
  return { ...caps, providers: Object.fromEntries([...providers].map(([id, { cap }]) => [id, cap])) }
}

/** Reports settings and caps of providers that do not exist: they would have no effect. */
function noteUnknownProviders(manifest: Manifest, catalog: Catalog, issues: IssueList): void {
  const settings = [...manifest.providers.values()].map(({ id, place }) => ({ id, place }))
  const chosen = manifest.defaults.provider
  if (chosen !== undefined && catalog.get(chosen.text) === undefined) noteNoModel(chosen, { catalog, issues })
  const caps = [...(manifest.budget?.providers ?? [])].map(([id, { place }]) => ({ id, place }))
  for (const { id, place } of [...settings, ...caps]) {
    if (catalog.get(id) !== undefined || manifest.providers.get(id)?.spec !== undefined) continue
    const suggestion = suggest(
      id,
      catalog.ids.filter((other) => other !== id),
    )
    issues.add(place, {
      code: 'unknown-provider',
      message: `there is no provider \`${id}\``,
      hint: 'For a provider of your own, name its document: `spec: ./openapi.yaml`.',
      ...defined({ suggestion }),
    })
  }
}

type Options = {
  readonly scope: Scope
  readonly tables: Tables
  readonly issues: IssueList
  readonly files: Files
  readonly root: string
  readonly defaults: Defaults
  readonly lengths: Map<string, LengthLimit>
  readonly contents: Map<string, ContentLimit>
}

/** Most clips in a manifest. A larger number is a mistake, or an attack. */
const MAX_INSTANCES = 100_000

/** The instances of all jobs, each after those it depends on, and the cells that make none. */
function expandJobs(drafts: readonly JobDraft[], options: Options): Pick<Plan, 'instances' | 'dropped'> {
  const byId = new Map(drafts.map((draft) => [draft.declaration.id, draft]))
  const { order, cycles } = orderJobs(new Map(drafts.map(({ declaration, after }) => [declaration.id, after])))
  for (const cycle of cycles) noteCycle(cycle, byId, options.issues)

  const jobs = new Map<string, ExpandedJob>()
  const cellsOf = new Map<string, Cells>()
  const takesOf = new Map<string, TakeRange | undefined>()
  const outputPaths: OutputPath[] = []
  const context: InstanceContext = {
    ...options,
    jobs,
    ids: [...byId.keys()],
    checked: new Map(),
    outputPaths,
    room: { dependencies: MAX_DEPENDENCIES },
  }
  const instances: JobInstance[] = []
  const dropped: DroppedCell[] = []
  let left = MAX_INSTANCES

  for (const id of order) {
    const draft = byId.get(id)
    if (draft === undefined) continue
    const takes = resolveTakes(draft.declaration, takesOf, options.issues)
    const perCell = takes?.count ?? 1
    const cells = expandCells(draft.declaration, { ...options, cellsOf, max: Math.floor(left / perCell) })
    const fits = cells.list.length * perCell <= left
    if (!fits)
      options.issues.add(draft.declaration.place, {
        code: 'too-many',
        message: `with \`${id}\` the manifest has more than ${MAX_INSTANCES.toLocaleString('en')} clips`,
      })
    const kept = fits ? cells : { ...cells, list: [] }
    cellsOf.set(id, kept)
    takesOf.set(id, takes)
    const expanded = { ...draft, cells: kept, dropped: dropCells(draft.declaration, kept, options), takes }
    const job: ExpandedJob = { ...expanded, instances: instanceIds(expanded) }
    left -= job.instances.length
    instances.push(...buildInstances(job, context))
    dropped.push(...job.dropped.values())
    jobs.set(id, job)
  }
  checkCollisions(outputPaths, options.issues)
  return { instances, dropped }
}

function* buildInstances(job: ExpandedJob, context: InstanceContext): Generator<JobInstance> {
  for (const cell of job.cells.list.keys()) {
    if (job.dropped.has(cell)) continue
    for (let take = 1; take <= (job.takes?.count ?? 1); take += 1) {
      const instance = buildInstance(job, { cell, take: job.takes === undefined ? undefined : take }, context)
      if (instance !== undefined) yield instance
    }
  }
}

function noteCycle(cycle: readonly string[], drafts: ReadonlyMap<string, JobDraft>, issues: IssueList): void {
  const [first] = cycle
  const place = first === undefined ? undefined : drafts.get(first)?.declaration.place
  if (place === undefined) return
  const path = cycle.join(' -> ')
  issues.add(place, {
    code: 'cycle',
    message: cycle.length === 2 ? `\`${first}\` waits for itself` : `these jobs wait for one another: ${path}`,
    hint: cycle.length === 2 ? 'Remove its reference to itself.' : 'Remove one of these references or `needs`.',
  })
}

type VarsOptions = {
  readonly values: Readonly<Record<string, string>>
  readonly readText: TextReader
  readonly issues: IssueList
}

/** The scope of every expression of a manifest: `env`, and `vars`, each of which may use those before it. */
function resolveVars(manifest: Manifest, { values, readText, issues }: VarsOptions): Scope {
  const env = { allowed: [...manifest.env.keys()], values }
  const vars = new Map<string, unknown>()
  for (const [name, { value }] of manifest.vars?.entries ?? [])
    vars.set(name, evaluateValue(compileValue(value, issues), { env, vars, readText }, issues))
  return { env, vars, readText }
}
