import type { SourceModel, Targets } from '../emit/emit-files.ts'
import type { GeneratedFolders } from '../write/generated-tree.ts'

/** What a command works on. Paths are relative to `root`, with forward slashes. */
export type CodegenJob = {
  /** Absolute. */
  readonly root: string
  readonly documents: readonly string[]
  /** Absent: documents are only checked. */
  readonly targets?: Targets
  /** Coverage files, which `check` holds against their documents. */
  readonly coverage?: readonly string[]
  /** Whether the targets' folders hold nothing but generated files under names that end in `.gen.*`. */
  readonly ownsFolders: boolean
}

/** Where a command writes to, and how. */
export type Terminal = {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly color: boolean
}

/** Where a job's stray files may be: the folders it owns, or, in a folder of somebody else's, those of its own providers. */
export function generatedFolders(job: CodegenJob, sources: readonly SourceModel[]): GeneratedFolders {
  const { targets, ownsFolders } = job
  if (targets === undefined) return { folders: [], owned: false }
  if (!ownsFolders) return { folders: sources.map(({ model }) => `${targets.clients}/${model.table.id}`), owned: false }
  return { folders: [targets.clients, targets.catalog, targets.reference].filter((folder) => folder !== undefined), owned: true }
}
