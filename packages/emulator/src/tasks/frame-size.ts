/** Width and height in pixels, both even. */
export type FrameSize = { readonly width: number; readonly height: number }

const smallest = 64
const largest = 4096
const named: Record<string, number> = { sd: 480, hd: 720, fullhd: 1080, '2k': 1440, '4k': 2160, turbo: 360 }

/** The picture's size for a quality (`720p`, `1280x720`, `hd`) and a ratio (`16:9`, or a number). Without them: 540p, 16:9. */
export function frameSize(quality: unknown, ratio: unknown): FrameSize {
  const given = String(quality ?? '').toLowerCase()
  const pixels = /^(\d{2,4})\s*[x*]\s*(\d{2,4})$/.exec(given)
  if (pixels !== null) return even(Number(pixels[1]), Number(pixels[2]))
  const short = named[given] ?? (Number(/^(\d{3,4})p?$/.exec(given)?.[1]) || 540)
  const aspect = parseRatio(ratio)
  return aspect >= 1 ? even(short * aspect, short) : even(short, short / aspect)
}

function parseRatio(ratio: unknown): number {
  if (typeof ratio === 'number' && ratio > 0) return ratio
  const parts = /^(\d+(?:\.\d+)?)\s*[:/x]\s*(\d+(?:\.\d+)?)$/.exec(String(ratio ?? ''))
  const value = parts === null ? Number.NaN : Number(parts[1]) / Number(parts[2])
  return Number.isFinite(value) && value > 0.1 && value < 10 ? value : 16 / 9
}

function even(width: number, height: number): FrameSize {
  return { width: fit(width), height: fit(height) }
}

function fit(pixels: number): number {
  return Math.min(largest, Math.max(smallest, 2 * Math.round(pixels / 2)))
}
