import { isObject, type JsonObject } from '../answers/json.ts'
import type { OperationTable } from '../documents/terms.ts'
import { frameSize } from './frame-size.ts'
import type { ClipSpec } from './media-maker.ts'

const defaultSeconds = 5
const longestSeconds = 60

/** What is known of the files a request builds on. */
export type Sources = {
  /** Ratio (width / height) of the picture or clip it begins from. */
  readonly ratio: number | undefined
  /** Length in seconds of the clip it works on. */
  readonly seconds: number | undefined
}

/** The clip a request asks for, read by the fields' canonical names; `fields` has the defaults filled in. */
export function planClip(operation: OperationTable, fields: JsonObject, sources: Sources): ClipSpec {
  const named = (canonical: string): JsonObject[string] | undefined => fields[operation.canonical[canonical] ?? canonical]
  const ratio = named('aspect_ratio') ?? sources.ratio
  const text = named('prompt')
  const notes = [named('model'), named('quality'), named('style')].filter((note) => typeof note === 'string' && note !== '')
  const seed = named('seed')
  return {
    ...frameSize(named('quality'), ratio),
    seconds: secondsOf(named('duration')) ?? secondsOfParts(fields) ?? sources.seconds ?? defaultSeconds,
    prompt: typeof text === 'string' ? text : '',
    notes: [operation.name, notes.join(' '), seed === undefined ? '' : `seed ${String(seed)}`].filter((note) => note !== ''),
  }
}

/** The length of a clip that is asked for part by part: a list whose items each have a duration. */
function secondsOfParts(fields: JsonObject): number | undefined {
  const lists = Object.values(fields).filter((value) => Array.isArray(value))
  const sums = lists.map((list) => list.reduce((total: number, part) => total + ((isObject(part) && secondsOf(part['duration'])) || 0), 0))
  return secondsOf(sums.find((sum) => sum > 0))
}

/** `5`, `"5"`, `"5s"`. Zero and nonsense count as not said. */
function secondsOf(value: unknown): number | undefined {
  const seconds = Number(String(value ?? '').replace(/s$/, ''))
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, longestSeconds) : undefined
}
