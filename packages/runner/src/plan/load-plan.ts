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
  /** Relative paths are so to `cwd`. */
  readonly manifestPath: string
  /** Where the command runs. Default: the process's. */
  readonly cwd?: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Default: those of this machine. */
  readonly files?: Files
  /** Says nothing of values that are not among those a document lists, where it says that there may be more. */
  readonly allowUnknown?: boolean
  /** Default: the providers that ship. */
  readonly shipped?: Shipped
}

export type LoadedPlan =
  | {
      readonly ok: true
      readonly plan: Plan
      readonly warnings: readonly Issue[]
      /** Names of the variables that the manifest lists, those that are not set included. */
      readonly environment: readonly string[]
    }
  /** All mistakes found, warnings included. */
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** Reads a manifest and plans it. Mistakes come back all at once; nothing is sent anywhere, and nothing is written. */
export async function loadPlan({
  manifestPath,
  cwd = process.cwd(),
  env,
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
  forbidKeys(manifest.env, { env, issues })
  const lengths = new Map<string, LengthLimit>()
  const contents = new Map<string, ContentLimit>()
  const plan = buildPlan(manifest, { manifestPath: path, catalog, env, files, issues, lengths, contents })
  const refused = await checkContents(contents.values(), { files, root: plan.root, issues })
  const readable = [...lengths.values()].filter((limit) => !refused.has(limit.path))
  await checkLengths(readable, { files, root: plan.root, issues })
  const told = issues.all().filter((issue) => !allowUnknown || issue.severity === 'error' || issue.code !== 'unknown-value')
  if (issues.hasErrors()) return { ok: false, issues: told }
  return { ok: true, plan: await priceByLength(plan, files), warnings: told, environment: [...manifest.env.keys()] }
}
