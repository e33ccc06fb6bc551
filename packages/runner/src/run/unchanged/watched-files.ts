import { createHash } from 'node:crypto'
import { shippedPath } from '../../manifest/catalog/shipped.ts'
import type { Files } from '../../manifest/files/files.ts'
import { nodeFiles } from '../../manifest/files/node-files.ts'
import type { Plan } from '../../plan/plan.ts'
import { environmentHash, type FileFacts, factsOf, type PlanSources } from './stamp.ts'

/** Files that note what is read and looked at through them. */
export type WatchedFiles = Files & {
  /** SHA-256 (hex) by path. */
  readonly contents: ReadonlyMap<string, string>
  readonly facts: ReadonlyMap<string, FileFacts>
  /** Whether a file that was looked at has changed since the watch began. If so, it is not known which content was used. */
  changedMeanwhile(): boolean
}

/** File systems take the time of a change from the last tick of the kernel's clock, in milliseconds. */
const TICK_MS = 20

/** Watches the files of this machine. */
export function watchFiles(): WatchedFiles {
  const sinceMs = Date.now() - TICK_MS
  const contents = new Map<string, string>()
  const facts = new Map<string, FileFacts>()
  return {
    contents,
    facts,
    changedMeanwhile: () => [...facts.values()].some((found) => found !== null && found.modifiedMs >= sinceMs),
    read(path) {
      const read = nodeFiles.read(path)
      if ('bytes' in read) contents.set(path, createHash('sha256').update(read.bytes).digest('hex'))
      else facts.set(path, factsOf(path))
      return read
    },
    stat(path) {
      if (!facts.has(path)) facts.set(path, factsOf(path))
      return nodeFiles.stat(path)
    },
    real: nodeFiles.real,
    list: nodeFiles.list,
    // `stat` has noted these files before.
    type: nodeFiles.type,
    seconds: nodeFiles.seconds,
  }
}

type Planned = {
  readonly plan: Plan
  /** Names of the environment variables that the manifest lists. */
  readonly environment: readonly string[]
  readonly files: WatchedFiles
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
}

/** What a plan was made from; undefined if a file changed meanwhile. */
export function planSourcesOf({ plan, environment, files, env, version }: Planned): PlanSources | undefined {
  if (files.changedMeanwhile()) return undefined
  const shipped = Object.keys(plan.providers).flatMap((id) => shippedPath(id) ?? [])
  return {
    version,
    contents: Object.fromEntries(files.contents),
    files: Object.fromEntries([...files.facts, ...shipped.map((path) => [path, factsOf(path)] as const)]),
    env: { names: environment, sha256: environmentHash(environment, env) },
  }
}
