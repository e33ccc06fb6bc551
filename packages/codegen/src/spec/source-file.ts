/** One YAML or JSON file, read once: its plain value, and what is needed to find the line of any place in it. */
export type SourceFile = {
  /** For people: as it was given, or relative to the first document's. */
  readonly name: string
  /** Absolute path, against which its references are resolved. Absent for text without a file. */
  readonly path?: string
  readonly text: string
  readonly value: unknown
  readonly offsets: Offsets
  /** Where the value at a pointer is written, if an overlay changed the value of this file. */
  readonly writtenAt?: (pointer: string) => WrittenAt
}

/** A place in the file in which it is written. */
export type WrittenAt = { readonly file: SourceFile; readonly pointer: string }

/** Where the places of a text stand in it. */
export type Offsets = {
  /**
   * Offset of what a JSON pointer names. A scalar is shown at its value, a map or list at its key; `at: 'key'` always takes the key. Of a
   * pointer to something that is not there, the nearest thing around it.
   */
  readonly of: (pointer: string, at: 'key' | 'value') => number
  /** Line and column of an offset, both from 1. */
  readonly lineAt: (offset: number) => { readonly line: number; readonly column: number }
}

export type Position = { readonly line: number; readonly column: number; readonly offset: number }

/** Where a JSON pointer stands in the file that holds it, which may be an overlay: see `Offsets`. */
export function positionOf(file: SourceFile, pointer: string, at: 'key' | 'value' = 'value'): Position & WrittenAt {
  const written = file.writtenAt?.(pointer) ?? { file, pointer }
  return { ...written, ...positionAt(written.file, written.file.offsets.of(written.pointer, at)) }
}

/** Line and column (from 1) of an offset in the file's text. */
export function positionAt(file: SourceFile, offset: number): Position {
  return { ...file.offsets.lineAt(offset), offset }
}
