import type { Clip } from '../contract/report.ts'

/** Clips as a table: one axis in columns, every combination of the others in rows. */
export type Matrix = { readonly columns: readonly string[]; readonly rows: readonly MatrixRow[] }

type MatrixRow = { readonly title: string; readonly cells: readonly (Clip | undefined)[] }

/** The axis of takes, besides those of the manifest. */
const TAKE_AXIS = 'take'

/** The axes with more than one value among a job's clips, takes included. */
export function matrixAxes(clips: readonly Clip[]): readonly string[] {
  const axes = new Set(clips.flatMap(({ axes: own }) => Object.keys(own)))
  return [...axes, ...(clips.some(({ take }) => take !== undefined) ? [TAKE_AXIS] : [])]
}

/** The most columns that a reader can compare. */
const MAX_COLUMNS = 24

/** The axes that fit into columns, because they have few values. */
export function acrossAxes(clips: readonly Clip[]): readonly string[] {
  return matrixAxes(clips).filter((axis) => new Set(clips.map((clip) => coordinate(clip, axis))).size <= MAX_COLUMNS)
}

/** The matrix of one job's clips, with an axis as columns. */
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

/** A clip's value on an axis, as text; empty if it has none. */
export function coordinate(clip: Clip, axis: string): string {
  return axis === TAKE_AXIS ? (clip.take === undefined ? '' : String(clip.take)) : (clip.axes[axis] ?? '')
}

/** Clips to compare: a clip and those that differ from it in a single axis. */
export type CompareSet = { readonly axis: string; readonly clips: readonly Clip[] }

/** The most clips that play side by side. */
const MAX_COMPARED = 24

/** The sets that a clip can be compared in, takes first. Sets of one clip, and sets too large to compare, are left out. */
export function compareSets(clip: Clip, clips: readonly Clip[]): readonly CompareSet[] {
  const siblings = clips.filter(({ job }) => job === clip.job)
  const axes = matrixAxes(siblings)
  const ordered = [...axes.filter((axis) => axis === TAKE_AXIS), ...axes.filter((axis) => axis !== TAKE_AXIS)]
  return ordered
    .map((axis) => ({ axis, clips: siblings.filter((other) => differOnlyIn(axis, axes, { clip, other })) }))
    .filter((set) => set.clips.length > 1 && set.clips.length <= MAX_COMPARED)
}

function differOnlyIn(axis: string, axes: readonly string[], { clip, other }: { clip: Clip; other: Clip }): boolean {
  return axes.every((each) => each === axis || coordinate(clip, each) === coordinate(other, each))
}
