import type { Paint } from '../text/paint.ts'

export type TextOptions = {
  readonly paint: Paint
  /** Characters a line may have. */
  readonly width: number
}
