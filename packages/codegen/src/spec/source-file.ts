import type { Document, LineCounter } from 'yaml'

/** One YAML or JSON file, read once: its plain value, and what is needed to find the line of any place in it. */
export type SourceFile = {
  /** For people: as it was given, or relative to the first document's. */
  readonly name: string
  /** Absolute path, against which its references are resolved. Absent for text without a file. */
  readonly path?: string
  readonly text: string
  readonly value: unknown
  readonly yaml: Document.Parsed
  readonly lines: LineCounter
}
