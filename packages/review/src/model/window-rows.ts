/** A range of rows; the end is exclusive. */
export type RowWindow = { readonly first: number; readonly last: number }

/** The offsets of rows with these heights, followed by the total height. */
export function offsetsOf(heights: readonly number[]): Float64Array {
  const offsets = new Float64Array(heights.length + 1)
  for (let row = 0; row < heights.length; row += 1) offsets[row + 1] = (offsets[row] ?? 0) + (heights[row] ?? 0)
  return offsets
}

/** The rows that a viewport shows, and those within `overscan` pixels around it. */
export function windowRows(offsets: Float64Array, { top, height, overscan }: { top: number; height: number; overscan: number }): RowWindow {
  const count = offsets.length - 1
  const first = Math.max(0, rowAt(offsets, top - overscan))
  const last = Math.min(count, rowAt(offsets, top + height + overscan) + 1)
  return { first: Math.min(first, count), last }
}

/** The row at an offset. */
function rowAt(offsets: Float64Array, place: number): number {
  let low = 0
  let high = offsets.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}
