/** The ids of clips as laid out on the screen: rows from top to bottom. */
export type Layout = readonly (readonly string[])[]

export type Direction = 'next' | 'previous' | 'up' | 'down'

/** The clip that a step leads to: the first one without a current clip, and the current one at an end. */
export function moveIn(layout: Layout, from: string | undefined, direction: Direction): string | undefined {
  const rows = layout.filter((ids) => ids.length > 0)
  const row = from === undefined ? -1 : rows.findIndex((ids) => ids.includes(from))
  if (from === undefined || row < 0) return rows[0]?.[0]
  const ids = rows[row] ?? []
  const column = ids.indexOf(from)
  switch (direction) {
    case 'next':
      return ids[column + 1] ?? rows[row + 1]?.[0] ?? from
    case 'previous':
      return ids[column - 1] ?? rows[row - 1]?.at(-1) ?? from
    case 'up':
      return nearest(rows[row - 1], column) ?? from
    case 'down':
      return nearest(rows[row + 1], column) ?? from
  }
}

function nearest(ids: readonly string[] | undefined, column: number): string | undefined {
  return ids?.[Math.min(column, ids.length - 1)]
}
