import type { SourceModel, Targets } from '../emit/emit-files.ts'
import type { GeneratedFolders } from '../write/generated-tree.ts'

/** A document, and the overlay that is applied to it. */
export type DocumentPath = { readonly spec: string; readonly overlay?: string }

/** The work of a command. Paths are relative to `root`, with forward slashes. */
export type CodegenJob = {
  /** Absolute. */
  readonly root: string
  readonly documents: readonly DocumentPath[]
  /** Absent: documents are only checked. */
  readonly targets?: Targets
  /** Coverage files, which `check` compares with their documents. */
  readonly coverage?: readonly string[]
  /** Whether the targets' folders hold only generated files, named `*.gen.*`. */
  readonly ownsFolders: boolean
}

/** Output of a command. */
export type Terminal = {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly color: boolean
}

/** Folders in which a job looks for stray files: its own folders, or in a folder with other content only those of its providers. */
export function generatedFolders(job: CodegenJob, sources: readonly SourceModel[]): GeneratedFolders {
  const { targets, ownsFolders } = job
  if (targets === undefined) return { folders: [], owned: false }
  if (!ownsFolders) return { folders: sources.map(({ model }) => `${targets.clients}/${model.table.id}`), owned: false }
  return { folders: [targets.clients, targets.catalog, targets.reference].filter((folder) => folder !== undefined), owned: true }
}
