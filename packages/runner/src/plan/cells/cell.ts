export type CellScalar = string | number | boolean | null

/** One combination of a matrix's values, and of a row where there are rows. */
export type Cell = {
  readonly matrix: Readonly<Record<string, CellScalar>>
  readonly row?: Readonly<Record<string, unknown>>
  /** `[ratio=16:9,look=clay]`; empty for a job without matrix and rows. */
  readonly suffix: string
  /** The values of `suffix`, for file names. */
  readonly words: readonly string[]
}

/** The cells of a job. Jobs that took them from one another have the same `root`, and their cells correspond one by one. */
export type Cells = { readonly root: string; readonly list: readonly Cell[] }
