import { describeNode } from './fields/describe-node.ts'
import { readKnownKeys, readMap } from './fields/read-map.ts'
import { readInteger, readText } from './fields/read-scalars.ts'
import { readTextList } from './fields/read-text-list.ts'
import type { IssueList } from './issue-list.ts'
import { readDefaults } from './jobs/read-defaults.ts'
import { readJob } from './jobs/read-job.ts'
import type { Job, Manifest } from './manifest.ts'
import { readArtifacts } from './read-artifacts.ts'
import { readBudget } from './read-budget.ts'
import { readProviders } from './read-providers.ts'
import type { Entry, Node, Place } from './yaml/node.ts'
import { parseYaml } from './yaml/parse-yaml.ts'

export const manifestKeys = [
  'version',
  'name',
  'vars',
  'env',
  'providers',
  'concurrency',
  'budget',
  'output_dir',
  'stop_after',
  'artifacts',
  'defaults',
  'jobs',
] as const

type Keys = Partial<Record<(typeof manifestKeys)[number], Entry>>

const maxConcurrency = 10_000

/** Reads a manifest's own shape. Every mistake is noted in `issues`; `undefined` where there is nothing to go on with. */
export function readManifest(issues: IssueList): Manifest | undefined {
  const root = parseYaml(issues)
  if (root === undefined) return undefined
  const keys = readKnownKeys(root, manifestKeys, { what: 'a manifest', issues })
  if (keys === undefined) return undefined
  readVersion(keys.version, root, issues)
  return {
    env: keys.env === undefined ? new Map() : readEnv(keys.env.value, issues),
    providers: keys.providers === undefined ? new Map() : readProviders(keys.providers.value, issues),
    stopAfter: keys.stop_after === undefined ? {} : readStopAfter(keys.stop_after.value, issues),
    artifacts: keys.artifacts === undefined ? {} : readArtifacts(keys.artifacts.value, issues),
    defaults: keys.defaults === undefined ? {} : readDefaults(keys.defaults.value, issues),
    jobs: readJobs(keys.jobs, root, issues),
    ...readOptional(keys, issues),
  }
}

function readVersion(entry: Entry | undefined, root: Place, issues: IssueList): void {
  if (entry === undefined) {
    issues.add(
      { start: root.start, end: root.start + 1, path: 'version' },
      { code: 'missing-key', message: 'the manifest does not say its `version`', hint: 'Write `version: 1` first.' },
    )
    return
  }
  const { value } = entry
  if (value.kind === 'scalar' && value.value === 1) return
  issues.add(value, {
    code: 'version',
    message: `\`version\` must be 1, not ${describeNode(value)}`,
    hint: 'This is the only version there is.',
  })
}

function readOptional(keys: Keys, issues: IssueList): Partial<Manifest> {
  const name = keys.name && readText(keys.name.value, { what: '`name`', issues })
  const vars = keys.vars && readMap(keys.vars.value, '`vars`', issues)
  const concurrency =
    keys.concurrency && readInteger(keys.concurrency.value, { what: '`concurrency`', issues, min: 1, max: maxConcurrency })
  const budget = keys.budget && readBudget(keys.budget.value, issues)
  const outputDir = keys.output_dir?.value
  const hasOutputDir = outputDir !== undefined && readText(outputDir, { what: '`output_dir`', issues }) !== undefined
  return {
    ...(name === undefined ? {} : { name }),
    ...(vars === undefined ? {} : { vars }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(budget === undefined ? {} : { budget }),
    ...(hasOutputDir && outputDir.kind === 'scalar' ? { outputDir } : {}),
  }
}

function readEnv(node: Node, issues: IssueList): ReadonlyMap<string, Place> {
  const names = new Map<string, Place>()
  for (const { text, place } of readTextList(node, { what: '`env`', issues })) {
    if (/^[A-Za-z_]\w*$/.test(text)) names.set(text, place)
    else issues.add(place, { code: 'bad-name', message: `\`${text}\` cannot be the name of an environment variable` })
  }
  return names
}

function readStopAfter(node: Node, issues: IssueList): Manifest['stopAfter'] {
  const keys = readKnownKeys(node, ['moderation'], { what: '`stop_after`', issues })
  const moderation = keys?.moderation && readInteger(keys.moderation.value, { what: '`moderation`', issues, min: 1, max: 1_000_000 })
  return moderation === undefined ? {} : { moderation }
}

function readJobs(entry: Entry | undefined, root: Place, issues: IssueList): ReadonlyMap<string, Job> {
  const jobs = new Map<string, Job>()
  if (entry === undefined) {
    issues.add(
      { start: root.start, end: root.start + 1, path: 'jobs' },
      {
        code: 'missing-key',
        message: 'the manifest has no `jobs`',
        hint: '`jobs:` maps names to what is to be rendered: `hero: { uses: ... }`. `shotlist init` writes a first manifest.',
      },
    )
    return jobs
  }
  const map = readMap(entry.value, '`jobs`', issues)
  if (map?.entries.size === 0) issues.add(entry.keyPlace, { code: 'empty', message: '`jobs` is empty: there is nothing to render' })
  for (const item of map?.entries.values() ?? []) {
    const job = readJob(item, issues)
    if (job !== undefined) jobs.set(job.id, job)
  }
  return jobs
}
