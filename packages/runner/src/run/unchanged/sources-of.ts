import { shippedPath } from '../../manifest/catalog/shipped.ts'
import type { Plan } from '../../plan/plan.ts'
import { environmentHash } from './environment-hash.ts'
import { factsOf } from './file-facts.ts'
import type { PlanSources } from './stamp.ts'
import type { WatchedFiles } from './watched-files.ts'

export type Planned = {
  readonly plan: Plan
  /** Names of the variables that the manifest lists. */
  readonly environment: readonly string[]
  readonly files: WatchedFiles
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
}

/** What a plan was made from; undefined where a file changed while it was made. */
export function sourcesOf({ plan, environment, files, env, version }: Planned): PlanSources | undefined {
  if (files.changedMeanwhile()) return undefined
  const shipped = Object.keys(plan.providers).flatMap((id) => shippedPath(id) ?? [])
  return {
    version,
    contents: Object.fromEntries(files.contents),
    files: Object.fromEntries([...files.facts, ...shipped.map((path) => [path, factsOf(path)] as const)]),
    env: { names: environment, sha256: environmentHash(environment, env) },
  }
}
