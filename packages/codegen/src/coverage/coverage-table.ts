import { type Coverage, type CoverageEntries, type CoverageGroup, entryParts } from './coverage.ts'

/** A coverage file as a table for a terminal: how many fields of each endpoint are in the document, and how many are left out. */
export function coverageTable(coverage: Coverage, title: string): string {
  const rows = coverage.groups.map((group) => [nameOf(group), ...counts([group])])
  const table = [[title, ...entryParts, 'left out'], ...rows, ['in all', ...counts(coverage.groups)]]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  return table
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

function nameOf(group: CoverageGroup): string {
  const name = group.endpoint === undefined ? group.title : `${group.endpoint} (${group.title})`
  return typeof group.at === 'object' ? `${name}: left out` : name
}

function counts(groups: readonly CoverageGroup[]): string[] {
  const found = entryParts.map((part) => groups.reduce((sum, group) => sum + split(group[part]).present, 0))
  const leftOut = groups.reduce((sum, group) => sum + entryParts.reduce((inner, part) => inner + split(group[part]).leftOut, 0), 0)
  return [...found, leftOut].map((count) => (count === 0 ? '' : String(count)))
}

function split(entries: CoverageEntries = {}): { present: number; leftOut: number } {
  const values = Object.values(entries)
  const present = values.filter((entry) => typeof entry === 'string').length
  return { present, leftOut: values.length - present }
}
