import type { OperationTable } from '@shotlist/core/contract'
import { eitherOf, exactly, type Length } from './length.ts'

type Asked = {
  readonly request: Readonly<Record<string, unknown>>
  /** Of the media it works on, by field. */
  readonly sources: Readonly<Record<string, Length>>
}

/**
 * How long the clip is that a request makes: as long as it asks for, in one number or part by part; else as long as what it works on. An
 * extension begins with its source.
 */
export function clipLength({ name, canonical, defaults }: OperationTable, { request, sources }: Asked): Length | undefined {
  const duration = canonical['duration']
  const value = duration === undefined ? undefined : (request[duration] ?? defaults[duration])
  const asked = secondsIn(value) ?? secondsOfParts(request)
  if (asked === undefined && isSaid(value)) return undefined
  const source = eitherOf(Object.values(sources))
  if (asked === undefined) return source
  if (!name.startsWith('extend')) return exactly(asked)
  return source && { least: source.least + asked, most: source.most + asked }
}

/** `5`, `"5"`, `"5s"`; 0 leaves it to the provider. */
function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number.parseFloat(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== 0 && value !== ''

/** A list of parts that have a `duration` each. */
function secondsOfParts(request: Readonly<Record<string, unknown>>): number | undefined {
  const sums = Object.values(request).map((value) =>
    Array.isArray(value) ? value.reduce((sum: number, part) => sum + partSeconds(part), 0) : 0,
  )
  return sums.find((sum) => sum > 0)
}

function partSeconds(part: unknown): number {
  return typeof part === 'object' && part !== null && 'duration' in part ? (secondsIn(part.duration) ?? 0) : 0
}
