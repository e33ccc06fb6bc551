import type { Targets } from '../emit/targets.ts'

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
