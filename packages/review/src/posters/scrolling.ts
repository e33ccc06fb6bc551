/** Pixels between two scroll events beyond which nobody looks at single clips. */
const FAST_PX = 60
/** How long after that the reader has arrived. */
const ARRIVED_MS = 120

let fastUntil = 0

/** Says that the page was scrolled. */
export function noteScroll(movedPx: number): void {
  if (Math.abs(movedPx) > FAST_PX) fastUntil = performance.now() + ARRIVED_MS
}

/** Resolves when the page is not flying by: taking pictures meanwhile would only make it stutter. */
export async function arrived(): Promise<void> {
  for (let left = fastUntil - performance.now(); left > 0; left = fastUntil - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, left))
  }
}
