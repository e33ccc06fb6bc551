import type { OperationTable } from '../documents/terms.ts'
import { isObject, type JsonObject } from '../responses/json.ts'
import type { ClipSpec } from './media.ts'

const DEFAULT_SECONDS = 5
const LONGEST_SECONDS = 60

/** What is known about the files that a request builds on. */
export type Sources = {
  /** The ratio (width / height) of the first picture or clip. */
  readonly ratio: number | undefined
  /** The length of the source clip in seconds. */
  readonly seconds: number | undefined
}

/** The clip that a request asks for, read by the fields' canonical names. `fields` includes the defaults. */
export function planClip(operation: OperationTable, fields: JsonObject, sources: Sources): ClipSpec {
  const NAMED = (canonical: string): JsonObject[string] | undefined => fields[operation.canonical[canonical] ?? canonical]
  const ratio = NAMED('aspect_ratio') ?? sources.ratio
  const text = NAMED('prompt')
  const notes = [NAMED('model'), NAMED('quality'), NAMED('style')].filter((note) => typeof note === 'string' && note !== '')
  const seed = NAMED('seed')
  return {
    ...frameSize(sizeWord(fields) ?? NAMED('quality'), ratio),
    seconds: secondsOf(NAMED('duration')) ?? secondsOfParts(fields) ?? sources.seconds ?? DEFAULT_SECONDS,
    prompt: typeof text === 'string' ? text : '',
    notes: [operation.name, notes.join(' '), seed === undefined ? '' : `seed ${String(seed)}`].filter((note) => note !== ''),
  }
}

const PIXELS = /^(\d{2,4})\s*[x*]\s*(\d{2,4})$/

/** The field that names a size in pixels (`1280x720`), whatever its name. */
export function sizeWord(fields: JsonObject): string | undefined {
  return Object.values(fields).find((value) => typeof value === 'string' && PIXELS.test(value)) as string | undefined
}

/** The total length of a clip with several parts: a list whose items each have a duration. */
function secondsOfParts(fields: JsonObject): number | undefined {
  const lists = Object.values(fields).filter((value) => Array.isArray(value))
  const sums = lists.map((list) => list.reduce((total: number, part) => total + ((isObject(part) && secondsOf(part['duration'])) || 0), 0))
  return secondsOf(sums.find((sum) => sum > 0))
}

/** Reads `5`, `"5"`, `"5s"`. Zero and invalid values count as absent. */
function secondsOf(value: unknown): number | undefined {
  const seconds = Number(String(value ?? '').replace(/s$/, ''))
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, LONGEST_SECONDS) : undefined
}

/** Width and height in pixels, both even. */
type FrameSize = { readonly width: number; readonly height: number }

const SMALLEST = 64
const LARGEST = 4096
const NAMED: Record<string, number> = { sd: 480, hd: 720, fullhd: 1080, '2k': 1440, '4k': 2160, turbo: 360 }

/** The picture's size for a quality (`720p`, `1280x720`, `hd`) and a ratio (`16:9`, or a number). Default: 540p, 16:9. */
export function frameSize(quality: unknown, ratio: unknown): FrameSize {
  const given = String(quality ?? '').toLowerCase()
  const pixels = PIXELS.exec(given)
  if (pixels !== null) return even(Number(pixels[1]), Number(pixels[2]))
  const short = NAMED[given] ?? (Number(/^(\d{3,4})p?$/.exec(given)?.[1]) || 540)
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
  return Math.min(LARGEST, Math.max(SMALLEST, 2 * Math.round(pixels / 2)))
}
