import { blockSize } from '../h264/shift-slice.ts'

const framesPerSecond = 24
/** Chroma has half the samples: an odd step would blur the mark's edge a little more with every picture. */
const step = 2

/** How wide the mark is when a clip begins, in pixels. */
export const firstEdge = 8

/** Pictures in a clip. At least two, so that something moves. */
export function frameCount(seconds: number): number {
  return Math.max(2, Math.round(seconds * framesPerSecond))
}

/** Where the mark's right edge is in each picture; it reaches the picture's right edge with the last. */
export function markEdges(width: number, frames: number): number[] {
  return Array.from({ length: frames }, (_, index) => firstEdge + step * Math.round(((width - firstEdge) * index) / ((frames - 1) * step)))
}

/** The row of macroblocks the mark moves in: the last that is wholly within the picture. */
export function markRow(height: number): number {
  return Math.max(1, Math.floor(height / blockSize) - 1)
}
