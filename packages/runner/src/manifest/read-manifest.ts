import { defined } from '@shotlist/codegen/defined'
import {
  ARTIFACTS_KEYS,
  BUDGET_KEYS,
  CAP_KEYS,
  DEFAULTS_KEYS,
  MANIFEST_KEYS,
  S3_KEYS,
  STOP_AFTER_KEYS,
} from '@shotlist/codegen/manifest-keys'
import { suggest } from '@shotlist/codegen/suggest'
import { readKnownKeys, readMap } from './fields/read-map.ts'
import { describeNode, readAmount, readInteger, readText, readTextList } from './fields/read-scalars.ts'
import type { IssueList } from './issue-list.ts'
import { readJob } from './jobs/read-job.ts'
import { readPolicy } from './jobs/read-policy.ts'
import type { ArtifactSettings, BudgetSettings, Cap, Defaults, Job, Manifest } from './manifest.ts'
import { readProviders } from './read-providers.ts'
import type { S3Settings } from './s3-settings.ts'
import type { Entry, Node, Place } from './yaml/node.ts'
import { parseYaml } from './yaml/parse-yaml.ts'

type Keys = Partial<Record<keyof typeof MANIFEST_KEYS, Entry>>

const MAX_CONCURRENCY = 10_000

/** Reads the manifest in `issues.source` and checks its shape. Adds every mistake to `issues`. Returns `undefined` if the text is not a mapping. */
export function readManifest(issues: IssueList): Manifest | undefined {
  const root = parseYaml(issues)
  if (root === undefined) return undefined
  const keys = readKnownKeys(root, MANIFEST_KEYS, { what: 'a manifest', issues })
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
      { code: 'missing-key', message: 'the manifest has no `version`', hint: 'Begin the file with `version: 1`.' },
    )
    return
  }
  const { value } = entry
  if (value.kind === 'scalar' && value.value === 1) return
  issues.add(value, {
    code: 'version',
    message: `\`version\` must be 1, not ${describeNode(value)}`,
    hint: '1 is the only version of the format.',
  })
}

function readOptional(keys: Keys, issues: IssueList): Partial<Manifest> {
  const name = keys.name && readText(keys.name.value, { what: '`name`', issues })
  const vars = keys.vars && readMap(keys.vars.value, '`vars`', issues)
  const concurrency =
    keys.concurrency && readInteger(keys.concurrency.value, { what: '`concurrency`', issues, min: 1, max: MAX_CONCURRENCY })
  const budget = keys.budget && readBudget(keys.budget.value, issues)
  const outputDir = keys.output_dir?.value
  const hasOutputDir = outputDir !== undefined && readText(outputDir, { what: '`output_dir`', issues }) !== undefined
  return defined({ name, vars, concurrency, budget, outputDir: hasOutputDir && outputDir.kind === 'scalar' ? outputDir : undefined })
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
  const keys = readKnownKeys(node, STOP_AFTER_KEYS, { what: '`stop_after`', issues })
  const moderation = keys?.moderation && readInteger(keys.moderation.value, { what: '`moderation`', issues, min: 1, max: 1_000_000 })
  return defined({ moderation })
}

function readJobs(entry: Entry | undefined, root: Place, issues: IssueList): ReadonlyMap<string, Job> {
  const jobs = new Map<string, Job>()
  if (entry === undefined) {
    issues.add(
      { start: root.start, end: root.start + 1, path: 'jobs' },
      {
        code: 'missing-key',
        message: 'the manifest has no `jobs`',
        hint: '`jobs:` maps the name of each job to its settings: `hero: { uses: ... }`. `shotlist init` writes a first manifest.',
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

/** `budget`: `usd` and `credits` over all providers, and the same for each provider, under `providers` or in `budget` itself. */
function readBudget(node: Node, issues: IssueList): BudgetSettings | undefined {
  const budget = readMap(node, '`budget`', issues)
  if (budget === undefined) return undefined
  const short = [...budget.entries.values()].filter(capsProvider)
  const rest = new Map([...budget.entries].filter(([, entry]) => !capsProvider(entry)))
  const keys = readKnownKeys({ ...budget, entries: rest }, BUDGET_KEYS, { what: '`budget`', issues }) ?? {}
  const under = keys.providers && readMap(keys.providers.value, '`budget.providers`', issues)
  const providers = new Map<string, { readonly cap: Cap; readonly place: Place }>()
  for (const { key, keyPlace, value } of [...(under?.entries.values() ?? []), ...short]) {
    if (providers.has(key)) {
      issues.add(keyPlace, { code: 'duplicate-key', message: `\`budget\` has two caps for \`${key}\`` })
      continue
    }
    const caps = readKnownKeys(value, CAP_KEYS, { what: 'a cap', issues })
    if (caps !== undefined) providers.set(key, { cap: readCap(caps, issues), place: keyPlace })
  }
  return { ...readCap(keys, issues), providers }
}

/** Whether an entry of `budget` is the cap of a provider: a mapping whose key is not one of the budget's own keys or a typo of one. */
function capsProvider({ key, value }: Entry): boolean {
  return value.kind === 'map' && !key.startsWith('x-') && suggest(key, Object.keys(BUDGET_KEYS)) === undefined
}

function readCap(keys: { readonly usd?: Entry; readonly credits?: Entry }, issues: IssueList): Cap {
  const usd = keys.usd && readAmount(keys.usd.value, { what: '`usd`', issues })
  const credits = keys.credits && readAmount(keys.credits.value, { what: '`credits`', issues })
  return defined({ usd, credits })
}

/** `artifacts`: the store in which machines share finished files. */
function readArtifacts(node: Node, issues: IssueList): ArtifactSettings {
  const keys = readKnownKeys(node, ARTIFACTS_KEYS, { what: '`artifacts`', issues })
  const s3 = keys?.s3 && readS3(keys.s3.value, issues)
  return defined({ s3 })
}

function readS3(node: Node, issues: IssueList): S3Settings | undefined {
  const keys = readKnownKeys(node, S3_KEYS, { what: '`artifacts.s3`', issues })
  if (keys === undefined) return undefined
  const read = (key: keyof typeof S3_KEYS): string | undefined => textOf(keys[key], { key, issues })
  const bucket = read('bucket')
  const endpoint = read('endpoint')
  const prefix = read('prefix')
  const region = read('region')
  if (keys.bucket === undefined) issues.add(node, { code: 'missing-key', message: '`artifacts.s3` has no `bucket`' })
  if (bucket !== undefined && keys.bucket !== undefined && !/^[A-Za-z0-9][\w.-]{1,61}[A-Za-z0-9]$/.test(bucket))
    issues.add(keys.bucket.value, { code: 'bad-name', message: `\`${bucket}\` cannot be the name of a bucket` })
  if (endpoint !== undefined && keys.endpoint !== undefined && !isAddress(endpoint))
    issues.add(keys.endpoint.value, {
      code: 'bad-url',
      message: '`endpoint` must be a URL without a user and without a query',
      hint: 'Write `https://minio.example`, for example. Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    })
  else if (endpoint !== undefined && keys.endpoint !== undefined && !isPrivate(endpoint))
    issues.add(keys.endpoint.value, {
      code: 'bad-url',
      message: '`endpoint` must begin with https://: over http:// others on the network can read the clips and the session token',
      hint: 'For a store in a network that you trust, leave it out and set AWS_ENDPOINT_URL_S3.',
    })
  return {
    bucket: bucket ?? '',
    ...defined({ prefix, endpoint, region }),
  }
}

function textOf(entry: Entry | undefined, { key, issues }: { readonly key: string; readonly issues: IssueList }): string | undefined {
  return entry && readText(entry.value, { what: `\`${key}\``, issues })
}

/** Whether a text is a URL without a user, a query or a fragment: they could hold a key, and a manifest must not. */
function isAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  const { username, password, search, hash } = new URL(text)
  return `${username}${password}${search}${hash}` === ''
}

/** Whether others on the network cannot read the requests: they are encrypted, or stay on this machine. */
function isPrivate(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** `defaults`: the values of jobs that do not set their own. */
function readDefaults(node: Node, issues: IssueList): Defaults {
  const keys = readKnownKeys(node, DEFAULTS_KEYS, { what: '`defaults`', issues })
  if (keys === undefined) return {}
  const fields = keys.with && readMap(keys.with.value, '`defaults.with`', issues)
  return { ...readPolicy(keys, issues), ...defined({ with: fields }) }
}
