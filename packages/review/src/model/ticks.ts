/** Steps that people count time in, in milliseconds. */
const STEPS = [100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 21600e3, 86400e3]

/** Moments to write on an axis of this length: at most `wanted`, beginning with 0. */
export function ticksOf(lengthMs: number, wanted = 8): readonly number[] {
  const step = STEPS.find((each) => lengthMs / each < wanted) ?? Math.ceil(lengthMs / wanted)
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, nth) => nth * step)
}
