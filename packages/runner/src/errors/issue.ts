import type { PlacedIssue } from '@shotlist/codegen/format-issues'

/** One mistake in a manifest or in what it refers to. */
export type Issue = PlacedIssue & {
  /** The column after the marked text, on the same line. */
  readonly endColumn: number
  /** Path within the manifest, as `jobs.hero.with.duration`. */
  readonly path: string
  /** What the user probably meant. */
  readonly suggestion?: string
}

/** The place of a mistake that concerns a whole file. */
export function filePlace(file: string) {
  return { severity: 'error', file, line: 1, column: 1, endColumn: 2, path: '' } as const
}

/** A mistake without its place, which the caller knows. */
export type Problem = Pick<Issue, 'code' | 'message' | 'hint' | 'suggestion'>
