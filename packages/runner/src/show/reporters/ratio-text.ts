/** Ratios that providers name. */
const NAMED = ['16:9', '9:16', '4:3', '3:4', '1:1', '2:3', '3:2', '21:9'] as const

/** Encoders want even sides, so that a clip may miss its ratio by a pixel or two. */
const TOLERANCE = 0.015

/** The ratio of a picture as people say it: `16:9`, or `1.85:1` where it has no name. */
export function ratioText(width: number, height: number): string {
  const ratio = width / height
  const named = NAMED.find((name) => {
    const [across = 1, down = 1] = name.split(':').map(Number)
    return Math.abs(ratio / (across / down) - 1) < TOLERANCE
  })
  return named ?? `${Math.round(ratio * 100) / 100}:1`
}
