import type { ShownPlan } from '../../plan/shown-plan.ts'

/** A file as it was found: its size and the time of its last change; null where there was none. */
export type FileFacts = { readonly bytes: number; readonly modifiedMs: number } | null

/** What a plan was made from. All paths are absolute. */
export type PlanSources = {
  /** Version of Shotlist that made it. */
  readonly version: string
  /** SHA-256 (hex) of files that were read, by path: the manifest and its tables. */
  readonly contents: Readonly<Record<string, string>>
  /** Files that were looked at: those that jobs upload, and the providers' documents. */
  readonly files: Readonly<Record<string, FileFacts>>
  /** Names of the environment variables that expressions may read, and SHA-256 (hex) of their values. */
  readonly env: { readonly names: readonly string[]; readonly sha256: string }
}

/** The file of an instance: its path relative to the manifest's folder, and what it was when it was last checked. */
export type StampedFile = { readonly path: string; readonly sha256: string; readonly bytes: number; readonly modifiedMs: number }

/** Proof that everything of a manifest is up to date, for as long as nothing it names has changed. */
export type Stamp = {
  readonly format: 1
  readonly sources: PlanSources
  /** SHA-256 (hex) of the lockfile. */
  readonly lockfile: string
  readonly plan: ShownPlan
  /** One for each instance of the plan, in its order; null where the operation makes no file. */
  readonly files: readonly (StampedFile | null)[]
}
