import type { PlacedText } from '../yaml/node.ts'

/** How a table is written, where its file does not tell. */
export type TableSettings = {
  /** One character between the values of a CSV file. */
  readonly delimiter?: PlacedText
  readonly encoding?: PlacedText
  /** The sheet of a workbook. */
  readonly sheet?: PlacedText
}
