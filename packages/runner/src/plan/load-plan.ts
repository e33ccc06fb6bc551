import { dirname, relative, resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { filePlace, type Issue } from '../errors/issue.ts'
import type { Shipped } from '../manifest/catalog/catalog.ts'
import { loadCatalog } from '../manifest/catalog/load-catalog.ts'
import type { Files } from '../manifest/files/files.ts'
import { nodeFiles } from '../manifest/files/node-files.ts'
import { openSource, readManifestFile } from '../manifest/open-source.ts'
import { readManifest } from '../manifest/read-manifest.ts'
import { buildPlan } from './build-plan.ts'
import { forbidKeys } from './forbid-keys.ts'
import { priceByLength } from './lengths/price-by-length.ts'
import type { Plan } from './plan.ts'
import { type ContentLimit, checkContents, checkLengths, type LengthLimit } from './request/check-request.ts'

export type LoadPlanOptions = {
  /** Absolute, or relative to `cwd`. */
  readonly manifestPath: string
  /** The folder the command runs in. Default: that of the process. */
  readonly cwd?: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Variables of a `.env` file. Expressions cannot read them; a listed variable with the value of a key among them is refused. */
  readonly keys?: Readonly<Record<string, string | undefined>>
  /** Default: the files of this machine. */
  readonly files?: Files
  /** Whether to accept, without a warning, values that a document does not list in a field whose list is open. */
  readonly allowUnknown?: boolean
  /** Default: the providers that ship with Shotlist. */
  readonly shipped?: Shipped
}

export type LoadedPlan =
  | {
      readonly ok: true
      readonly plan: Plan
      readonly warnings: readonly Issue[]
      /** Names of the variables that the manifest lists, including those that are not set. */
      readonly environment: readonly string[]
    }
  /** All mistakes found, warnings included. */
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** Reads a manifest and builds its plan. Returns all mistakes at once. Sends nothing and writes nothing. */
export async function loadPlan({
  manifestPath,
  cwd = process.cwd(),
  env,
  keys = {},
  files = nodeFiles,
  allowUnknown = false,
  shipped,
}: LoadPlanOptions): Promise<LoadedPlan> {
  const path = resolve(cwd, manifestPath)
  const shown = relative(cwd, path) || manifestPath
  const read = readManifestFile(path, { name: shown, files })
  if ('problem' in read) return { ok: false, issues: [{ ...filePlace(shown), ...read.problem }] }
  const issues = openSource(shown, read.bytes)
  if (issues.hasErrors()) return { ok: false, issues: issues.all() }
  const manifest = readManifest(issues)
  if (manifest === undefined) return { ok: false, issues: issues.all() }
  const catalog = await loadCatalog(manifest.providers, {
    root: dirname(path),
    cwd,
    files,
    issues,
    ...defined({ shipped }),
  })
  forbidKeys(manifest.env, { env, keys, issues })
  const lengths = new Map<string, LengthLimit>()
  const contents = new Map<string, ContentLimit>()
  const plan = await buildPlan(manifest, { manifestPath: path, catalog, env, files, issues, lengths, contents })
  const refused = await checkContents(contents.values(), { files, root: plan.root, issues })
  const readable = [...lengths.values()].filter((limit) => !refused.has(limit.path))
  await checkLengths(readable, { files, root: plan.root, issues })
  const shownIssues = issues.all().filter((issue) => !allowUnknown || issue.severity === 'error' || issue.code !== 'unknown-value')
  if (issues.hasErrors()) return { ok: false, issues: shownIssues }
  return { ok: true, plan: await priceByLength(plan, files), warnings: shownIssues, environment: [...manifest.env.keys()] }
}
