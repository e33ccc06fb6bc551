import type { Clip } from '../contract/report.ts'
import { coordinate, matrixAxes, TAKE_AXIS } from './matrix.ts'

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

const differOnlyIn = (axis: string, axes: readonly string[], { clip, other }: { clip: Clip; other: Clip }): boolean =>
  axes.every((each) => each === axis || coordinate(clip, each) === coordinate(other, each))
