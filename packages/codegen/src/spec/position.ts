import type { SourceFile } from './source-file.ts'

export type Position = { readonly line: number; readonly column: number; readonly offset: number }

/** Where a JSON pointer stands in its file: see `Offsets`. */
export function positionOf(file: SourceFile, pointer: string, at: 'key' | 'value' = 'value'): Position {
  return positionAt(file, file.offsets.of(pointer, at))
}

/** Line and column (from 1) of an offset in the file's text. */
export function positionAt(file: SourceFile, offset: number): Position {
  return { ...file.offsets.lineAt(offset), offset }
}
