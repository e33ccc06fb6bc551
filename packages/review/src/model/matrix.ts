import type { Clip } from '../contract/report.ts'

/** Clips as a table: one axis across, every combination of the others down. */
export type Matrix = { readonly columns: readonly string[]; readonly rows: readonly MatrixRow[] }

type MatrixRow = { readonly title: string; readonly cells: readonly (Clip | undefined)[] }

/** The axis of takes, beside the manifest's own. */
const TAKE_AXIS = 'take'

/** Axes that tell the clips of a job apart, takes included. */
export function matrixAxes(clips: readonly Clip[]): readonly string[] {
  const axes = new Set(clips.flatMap(({ axes: own }) => Object.keys(own)))
  return [...axes, ...(clips.some(({ take }) => take !== undefined) ? [TAKE_AXIS] : [])]
}

/** Columns that can still be looked across. */
const WIDEST = 24

/** Axes that can lie across: those of few values. A table's rows, by the thousand, can only go down. */
export function acrossAxes(clips: readonly Clip[]): readonly string[] {
  return matrixAxes(clips).filter((axis) => new Set(clips.map((clip) => coordinate(clip, axis))).size <= WIDEST)
}

/** The clips of one job over one of its axes. */
export function matrixOf(clips: readonly Clip[], column: string): Matrix {
  const others = matrixAxes(clips).filter((axis) => axis !== column)
  const columns: string[] = []
  const rows = new Map<string, Map<string, Clip>>()
  for (const clip of clips) {
    const across = coordinate(clip, column)
    if (!columns.includes(across)) columns.push(across)
    const title = others
      .filter((axis) => coordinate(clip, axis) !== '')
      .map((axis) => `${axis} ${coordinate(clip, axis)}`)
      .join(' · ')
    const row = rows.get(title) ?? new Map<string, Clip>()
    rows.set(title, row.set(across, clip))
  }
  return {
    columns,
    rows: [...rows].map(([title, cells]) => ({ title, cells: columns.map((across) => cells.get(across)) })),
  }
}

/** A clip's place on an axis, as text; empty where it has none. */
export function coordinate(clip: Clip, axis: string): string {
  return axis === TAKE_AXIS ? (clip.take === undefined ? '' : String(clip.take)) : (clip.axes[axis] ?? '')
}

/** Clips to be seen side by side: those that differ from one in a single axis. */
export type CompareSet = { readonly axis: string; readonly clips: readonly Clip[] }

/** Clips that can be played at once, and seen. */
const MOST = 24

/** The sets a clip can be compared in, takes first. Sets of one are none, and nobody compares the rows of a whole table. */
export function compareSets(clip: Clip, clips: readonly Clip[]): readonly CompareSet[] {
  const siblings = clips.filter(({ job }) => job === clip.job)
  const axes = matrixAxes(siblings)
  const ordered = [...axes.filter((axis) => axis === TAKE_AXIS), ...axes.filter((axis) => axis !== TAKE_AXIS)]
  return ordered
    .map((axis) => ({ axis, clips: siblings.filter((other) => differOnlyIn(axis, axes, { clip, other })) }))
    .filter((set) => set.clips.length > 1 && set.clips.length <= MOST)
}

function differOnlyIn(axis: string, axes: readonly string[], { clip, other }: { clip: Clip; other: Clip }): boolean {
  return axes.every((each) => each === axis || coordinate(clip, each) === coordinate(other, each))
}
