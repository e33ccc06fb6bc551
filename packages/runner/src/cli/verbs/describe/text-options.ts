import type { Paint } from '../../../show/text/paint.ts'

export type TextOptions = {
  readonly paint: Paint
  /** Characters a line may have. */
  readonly width: number
  /** The terminal's width; absent where it is none: tables are then as wide as they are. */
  readonly columns: number | undefined
}
