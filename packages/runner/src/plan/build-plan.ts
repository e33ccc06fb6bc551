import { basename, dirname, resolve } from 'node:path'
import { suggest } from '@shotlist/codegen/suggest'
import type { Catalog } from '../manifest/catalog/catalog.ts'
import { compileValue } from '../manifest/expressions/compile-value.ts'
import { evaluateValue } from '../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../manifest/expressions/scope.ts'
import { checkPath } from '../manifest/files/check-path.ts'
import type { Files } from '../manifest/files/files.ts'
import type { IssueList } from '../manifest/issue-list.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { expandJobs } from './expand-jobs.ts'
import { draftJob } from './jobs/draft-job.ts'
import { noteUselessDefaults } from './jobs/note-useless-defaults.ts'
import { resolveVars } from './jobs/resolve-vars.ts'
import { checkOutputFolder } from './outputs/check-output-folder.ts'
import { checkOutputName } from './outputs/check-output-name.ts'
import type { Budget, Plan, PlannedProvider } from './plan.ts'
import { planProvider } from './providers/plan-provider.ts'
import { noteNoModel, resolveOperation } from './providers/resolve-operation.ts'
import type { ContentLimit } from './request/check-contents.ts'
import type { LengthLimit } from './request/check-lengths.ts'

export type PlanInputs = {
  /** Absolute. */
  readonly manifestPath: string
  readonly catalog: Catalog
  readonly env: Readonly<Record<string, string | undefined>>
  readonly files: Files
  readonly issues: IssueList
  /** Takes what is only known when files are looked into. */
  readonly lengths: Map<string, LengthLimit>
  readonly contents: Map<string, ContentLimit>
}

const defaultConcurrency = 16
const defaultOutputDir = 'renders'

/** What a manifest comes to. Every mistake is noted in `issues`; with errors among them the plan is not to be run. */
export function buildPlan(manifest: Manifest, { manifestPath, catalog, env, files, issues, lengths, contents }: PlanInputs): Plan {
  const root = dirname(manifestPath)
  const values = pickEnv([...manifest.env.keys()], env)
  const scope = resolveVars(manifest, values, issues)
  const drafts = [...manifest.jobs.values()].map((job) =>
    draftJob(job, { manifest, used: resolveOperation(job, { manifest, catalog, issues }), issues }),
  )
  noteUselessDefaults(manifest, drafts, issues)
  const instances = expandJobs(drafts, { scope, issues, files, root, defaults: manifest.defaults, lengths, contents })

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
    concurrency: manifest.concurrency ?? defaultConcurrency,
    budget: budgetOf(manifest),
    stopAfter: manifest.stopAfter,
    artifacts: manifest.artifacts,
    providers,
    instances,
    env: values,
  }
}

function pickEnv(names: readonly string[], env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(env, name) && env[name] !== undefined ? [[name, env[name]]] : [])))
}

function outputDirOf({ outputDir }: Manifest, scope: Scope, issues: IssueList): string {
  if (outputDir === undefined) return defaultOutputDir
  const text = evaluateValue(compileValue(outputDir, issues), scope, issues)
  const checked = typeof text === 'string' ? checkPath(text) : { path: defaultOutputDir }
  const note = (problem: string, hint: string) => issues.add(outputDir, { code: 'bad-path', message: `\`output_dir\` ${problem}`, hint })
  if ('problem' in checked) {
    note(checked.problem, "Name a folder below the manifest's own.")
    return defaultOutputDir
  }
  const odd = checked.path === '.' ? undefined : checkOutputName(checked.path)
  if (odd === undefined) return checked.path
  note(odd.problem, `Write \`${odd.instead}\`, say.`)
  return defaultOutputDir
}

function budgetOf({ budget }: Manifest): Budget {
  if (budget === undefined) return {}
  const { providers, ...caps } = budget
  if (providers.size === 0) return caps
  return { ...caps, providers: Object.fromEntries([...providers].map(([id, { cap }]) => [id, cap])) }
}

/** Settings and caps of providers that do not exist would do nothing. */
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
      hint: 'A provider of your own needs its document: `spec: ./openapi.yaml`.',
      ...(suggestion === undefined ? {} : { suggestion }),
    })
  }
}
