import type { Price, ProviderTable } from '@shotlist/core/contract'
import type { JobInstance, Value } from '../plan.ts'

/** Looks up lengths of media. */
export type LengthLookup = {
  /** Of a file, by its path relative to the manifest's folder. */
  file?(path: string): Length | undefined
  /** Of an output, by the id of an instance or of a group with a picked take. */
  output(instance: string, name: string): Length | undefined
}

/**
 * The lengths of the media that an instance's request names, by field: as looked up, otherwise as planned, otherwise from 0 to the limit of
 * the upload or of the price. The media in a list count together. Fields without media, and media of unknown length, are left out.
 */
export function sourceLengths(
  { with: request, operation, lengths: planned = {} }: Pick<JobInstance, 'with' | 'operation' | 'lengths'>,
  table: ProviderTable,
  lookup: LengthLookup,
): Readonly<Record<string, Length>> {
  const lengths: Record<string, Length> = {}
  const limits = limitsOf(table.operations[operation]?.price)
  for (const [field, value] of Object.entries(request)) {
    const limit = limits.get(field)
    const items = (Array.isArray(value) ? value : [value]).map(mediaIn)
    if (limit === undefined && items.every((media) => media.length === 0)) continue
    // An item without media, such as the id of a clip, has a length that is not known.
    const sumBy = (measure: (media: Media & Value) => Length | undefined) =>
      sumOf(items.flatMap((media) => (media.length === 0 ? [undefined] : media.map(measure))))
    const found = sumBy((media) => lengthOf(media, lookup)) ?? planned[field] ?? sumBy((media) => boundOf(media, table))
    const length = within(found, limit)
    if (length !== undefined) lengths[field] = length
  }
  return lengths
}

type Output = { readonly instance: string; readonly name: string }
type Media = { readonly $file?: string; readonly $url?: Value; readonly upload?: string; readonly $output?: Output }

function isMedia(value: Value | undefined): value is Media & Value {
  return typeof value === 'object' && value !== null && ['$file', '$url', '$output'].some((key) => Object.hasOwn(value, key))
}

/** The media in a value, at any depth. */
export function mediaIn(value: Value | undefined): readonly (Media & Value)[] {
  if (isMedia(value)) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((inner) => mediaIn(inner as Value)) : []
}

function sumOf(lengths: readonly (Length | undefined)[]): Length | undefined {
  let sum: Length = { least: 0, most: 0 }
  for (const length of lengths) {
    if (length === undefined) return undefined
    sum = { least: sum.least + length.least, most: sum.most + length.most }
  }
  return sum
}

const knownLimits = new WeakMap<object, ReadonlyMap<string, number>>()

/** The longest lengths of media that a price counts, by field. Kept, because every instance of an operation has the same price. */
function limitsOf(price: Price | undefined): ReadonlyMap<string, number> {
  if (typeof price !== 'object') return new Map()
  const known = knownLimits.get(price) ?? new Map(listLimits(price))
  knownLimits.set(price, known)
  return known
}

function listLimits(part: unknown): (readonly [field: string, limit: number])[] {
  if (typeof part !== 'object' || part === null) return []
  if ('seconds' in part && typeof part.seconds === 'string')
    return 'at_most' in part && typeof part.at_most === 'number' ? [[part.seconds, part.at_most]] : []
  return Object.values(part).flatMap(listLimits)
}

function within(length: Length | undefined, limit: number | undefined): Length | undefined {
  if (limit === undefined) return length
  return length === undefined ? { least: 0, most: limit } : { least: Math.min(length.least, limit), most: Math.min(length.most, limit) }
}

function lengthOf(value: Value | undefined, lookup: LengthLookup): Length | undefined {
  if (!isMedia(value)) return undefined
  if (value.$output !== undefined) return lookup.output(value.$output.instance, value.$output.name)
  return value.$file === undefined ? lengthOf(value.$url, lookup) : lookup.file?.(value.$file)
}

/** The limit of the upload, as the bound for a file whose length cannot be read. */
function boundOf(value: Value, table: ProviderTable): Length | undefined {
  const max = isMedia(value) && value.upload !== undefined ? table.operations[value.upload]?.upload?.accepts.maxSeconds : undefined
  return max === undefined ? undefined : { least: 0, most: max }
}

/** A measured length; undefined if it could not be measured. */
export function lengthFound(seconds: number | undefined): Length | undefined {
  return seconds === undefined ? undefined : exactLength(seconds)
}

/** The length of a clip or a sound in seconds: from `least` to `most`, which are equal if it is known. */
export type Length = { readonly least: number; readonly most: number }

/** A known length, rounded to milliseconds: smaller differences come from the file's own clock. */
export function exactLength(seconds: number): Length {
  const rounded = Math.round(seconds * 1000) / 1000
  return { least: rounded, most: rounded }
}

/** The bounds of several lengths of which one applies; `undefined` if one of them is unknown. */
export function spanOf(lengths: readonly (Length | undefined)[]): Length | undefined {
  const known = lengths.filter((length) => length !== undefined)
  if (known.length === 0 || known.length < lengths.length) return undefined
  return { least: Math.min(...known.map(({ least }) => least)), most: Math.max(...known.map(({ most }) => most)) }
}
