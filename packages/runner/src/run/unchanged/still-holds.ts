import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { readPlainFile } from '../../store/durable/plain-file.ts'
import { lockfileHash } from '../../store/lockfile-text.ts'
import { environmentHash } from './environment-hash.ts'
import { factsOf, isSame } from './file-facts.ts'
import type { PlanSources, Stamp } from './stamp.ts'

/** What a stamp is held against. Paths are absolute. */
export type Surroundings = {
  readonly manifestPath: string
  /** The folder of the manifest. */
  readonly root: string
  readonly lockfile: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
}

/** Whether nothing has changed that a stamp rests on. The cheapest and likeliest changes are looked for first. */
export function stillHolds({ format, sources, lockfile, files }: Stamp, now: Surroundings): boolean {
  return (
    format === 1 &&
    sources.version === now.version &&
    Object.hasOwn(sources.contents, now.manifestPath) &&
    sources.env.sha256 === environmentHash(sources.env.names, now.env) &&
    areAsRead(sources) &&
    Object.entries(sources.files).every(([path, facts]) => isSame(facts, factsOf(path))) &&
    lockfile === lockfileHash(now.lockfile) &&
    files.every((file) => file === null || isSame(file, factsOf(join(now.root, file.path))))
  )
}

const areAsRead = ({ contents }: PlanSources): boolean =>
  Object.entries(contents).every(([path, sha256]) => {
    try {
      return createHash('sha256').update(readPlainFile(path)).digest('hex') === sha256
    } catch {
      return false
    }
  })
