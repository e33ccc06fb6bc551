import type { ProviderTable } from '@shotlist/core/contract'
import type { JobInstance, Value } from '../plan.ts'

/** Where lengths of media are looked up. */
export type LengthLookup = {
  /** Of a file, by its path relative to the manifest's folder. */
  file?(path: string): Length | undefined
  /** Of an output of an instance, or of the picked take of a group. */
  output(instance: string, name: string): Length | undefined
}

/**
 * The lengths of the media that an instance's request names, by field: as they are found, else as they were planned, else within what an upload
 * takes. A field that names none, or one of unknown length, is left out.
 */
export function sourceLengths(
  { with: request, lengths: planned = {} }: Pick<JobInstance, 'with' | 'lengths'>,
  table: ProviderTable,
  lookup: LengthLookup,
): Readonly<Record<string, Length>> {
  const lengths: Record<string, Length> = {}
  for (const [field, value] of Object.entries(request)) {
    const length = lengthOf(value, lookup) ?? planned[field] ?? boundOf(value, table)
    if (length !== undefined) lengths[field] = length
  }
  return lengths
}

type Output = { readonly instance: string; readonly name: string }
type Media = { readonly $file?: string; readonly $url?: Value; readonly upload?: string; readonly $output?: Output }

function isMedia(value: Value | undefined): value is Media & Value {
  return typeof value === 'object' && value !== null && ['$file', '$url', '$output'].some((key) => Object.hasOwn(value, key))
}

function lengthOf(value: Value | undefined, lookup: LengthLookup): Length | undefined {
  if (!isMedia(value)) return undefined
  if (value.$output !== undefined) return lookup.output(value.$output.instance, value.$output.name)
  return value.$file === undefined ? lengthOf(value.$url, lookup) : lookup.file?.(value.$file)
}

/** What an upload takes at the most bounds a file whose length cannot be read. */
function boundOf(value: Value, table: ProviderTable): Length | undefined {
  const most = isMedia(value) && value.upload !== undefined ? table.operations[value.upload]?.upload?.accepts.maxSeconds : undefined
  return most === undefined ? undefined : { least: 0, most }
}

/** The length of a file as it was found, where it is known. */
export function lengthFound(seconds: number | undefined): Length | undefined {
  return seconds === undefined ? undefined : exactLength(seconds)
}

/** How long a clip or a sound is, in seconds: from `least` to `most`, which are the same where it is known. */
export type Length = { readonly least: number; readonly most: number }

/** A length that is known. What lies below a millisecond is the rounding of the file's own clock. */
export function exactLength(seconds: number): Length {
  const rounded = Math.round(seconds * 1000) / 1000
  return { least: rounded, most: rounded }
}

/** The length of one of these, which one is not known; `undefined` where one of them may have any. */
export function spanOf(lengths: readonly (Length | undefined)[]): Length | undefined {
  const known = lengths.filter((length) => length !== undefined)
  if (known.length === 0 || known.length < lengths.length) return undefined
  return { least: Math.min(...known.map(({ least }) => least)), most: Math.max(...known.map(({ most }) => most)) }
}
