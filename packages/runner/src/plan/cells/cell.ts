import type { RowPlace } from '../../manifest/rows/row.ts'

export type CellScalar = string | number | boolean | null

/** One combination of a matrix's values and, if the job has a table, of a row. */
export type Cell = {
  readonly matrix: Readonly<Record<string, CellScalar>>
  readonly row?: Readonly<Record<string, unknown>>
  /** The place of the row. */
  readonly place?: RowPlace
  /** `[ratio=16:9,look=clay]`; empty for a job without matrix and rows. */
  readonly suffix: string
  /** The values of `suffix`, for file names. */
  readonly words: readonly string[]
}

/** The cells of a job. `root` is the job that defined them: jobs with the same `root` have the same cells, one for one. */
export type Cells = { readonly root: string; readonly list: readonly Cell[] }
