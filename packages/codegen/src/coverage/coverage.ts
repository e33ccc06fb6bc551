import { widthOf } from '../text/width.ts'
import { type Correction, countCorrections } from './corrections.ts'

/**
 * The place in an OpenAPI document of each thing that the provider documents: a JSON pointer (`#/components/schemas/A/properties/b`, in
 * which a segment `*` matches any and `{a,b}` each of these), or the reason it is left out.
 */
export type CoverageEntry = string | { readonly 'left-out': string }

type CoverageEntries = Readonly<Record<string, CoverageEntry>>

/** One endpoint, or another subject of the provider's documentation. */
export type CoverageGroup = {
  readonly title: string
  /** The section of the provider facts that this entry transcribes. */
  readonly facts?: string
  /** `POST /v1/videos`. */
  readonly endpoint?: string
  /** The place of the endpoint's operation. */
  readonly at?: CoverageEntry
  /** By name; `list[].name` for a field of a list's items. */
  readonly request?: CoverageEntries
  readonly answer?: CoverageEntries
  /** Other entries: headers, codes, states. */
  readonly other?: CoverageEntries
}

/** A coverage file: `specs/<provider>/coverage.yaml`. */
export type Coverage = {
  /** The document, relative to the file. */
  readonly document: string
  /** The overlay that is applied to it, relative to the file. */
  readonly overlay?: string
  readonly groups: readonly CoverageGroup[]
  readonly corrections?: readonly Correction[]
}

/** The parts of a group that hold entries. */
export const ENTRY_PARTS = ['request', 'answer', 'other'] as const

/** A coverage file as a table for a terminal: for each endpoint, the number of fields in the document and of those left out. */
export function coverageTable(coverage: Coverage, title: string): string {
  const rows = coverage.groups.map((group) => [nameOf(group), ...counts([group])])
  const table = [[title, ...ENTRY_PARTS, 'left out'], ...rows, ['in all', ...counts(coverage.groups)]]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => widthOf(row[column] ?? '')))) ?? []
  return table
    .map((row) =>
      row
        .map((cell, column) => {
          const gap = ' '.repeat((widths[column] ?? 0) - widthOf(cell))
          return column === 0 ? cell + gap : gap + cell
        })
        .join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

function nameOf(group: CoverageGroup): string {
  const name = group.endpoint === undefined ? group.title : `${group.endpoint} (${group.title})`
  return typeof group.at === 'object' ? `${name}: left out` : name
}

function counts(groups: readonly CoverageGroup[]): string[] {
  const found = ENTRY_PARTS.map((part) => groups.reduce((sum, group) => sum + split(group[part]).present, 0))
  const leftOut = groups.reduce((sum, group) => sum + ENTRY_PARTS.reduce((inner, part) => inner + split(group[part]).leftOut, 0), 0)
  return [...found, leftOut].map((count) => (count === 0 ? '' : String(count)))
}

function split(entries: CoverageEntries = {}): { present: number; leftOut: number } {
  const values = Object.values(entries)
  const present = values.filter((entry) => typeof entry === 'string').length
  return { present, leftOut: values.length - present }
}

/** Totals of coverage files, in one line. */
export function countLines(coverages: readonly Coverage[]): string {
  const groups = coverages.flatMap((coverage) => coverage.groups)
  const endpoints = new Set(groups.flatMap(({ endpoint, at }) => (typeof at === 'string' ? (endpoint ?? []) : [])))
  const entries = groups.flatMap((group) => ENTRY_PARTS.flatMap((part) => Object.values(group[part] ?? {})))
  const leftOut = entries.filter((entry) => typeof entry !== 'string').length
  const corrected = countCorrections(coverages.flatMap(({ corrections }) => corrections ?? []))
  return `${endpoints.size} endpoints and ${entries.length - leftOut} fields are accounted for, ${leftOut} are left out with the reason; ${corrected}`
}
