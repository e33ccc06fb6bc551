import type { PlacedIssue } from '@shotlist/codegen/format-issues'

/** One mistake in a manifest or in what it refers to. */
export type Issue = PlacedIssue & {
  /** Where the marked text ends on the same line, exclusive. */
  readonly endColumn: number
  /** Place within the manifest, `jobs.hero.with.duration`. */
  readonly path: string
  /** What was probably meant. */
  readonly suggestion?: string
}

/** The place of a mistake that a whole file is. */
export function filePlace(file: string) {
  return { severity: 'error', file, line: 1, column: 1, endColumn: 2, path: '' } as const
}

/** What a reader says of a mistake; the place is told apart. */
export type Problem = Pick<Issue, 'code' | 'message' | 'hint' | 'suggestion'>
