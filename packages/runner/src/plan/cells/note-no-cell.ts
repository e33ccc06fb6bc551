import { suggest } from '@shotlist/codegen/suggest'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'
import type { CellScalar } from './cell.ts'
import type { PlacedValues } from './read-cells.ts'

/** The values of each axis of a matrix. */
export type Axes = ReadonlyMap<string, readonly CellScalar[]>

/** Whether a cell has these values. */
export function matches(cell: Readonly<Record<string, CellScalar>>, wanted: Readonly<Record<string, CellScalar>>): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(cell, name) && cell[name] === value)
}

type Context = { readonly cells: readonly { readonly values: Readonly<Record<string, CellScalar>> }[]; readonly issues: IssueList }

/** Notes an entry of `exclude` that fits no cell: what it was to leave out would be rendered, and paid for. */
export function noteNoCell(entry: PlacedValues, axes: Axes, { cells, issues }: Context): void {
  const { values, place } = entry
  // An axis that is not there has been noted.
  if (cells.length === 0 || Object.keys(values).some((name) => !axes.has(name))) return
  if (cells.some((cell) => matches(cell.values, values)) || noteOtherTypes(entry, axes, { what: 'exclude', issues })) return
  for (const [name, value] of Object.entries(values)) {
    const known = axes.get(name) ?? []
    if (known.includes(value)) continue
    const suggestion = suggest(String(value), known.map(String))
    issues.add(placeOf(name, entry), {
      code: 'no-cell',
      message: `the axis \`${name}\` has no value ${JSON.stringify(value)}, so this excludes nothing`,
      ...(suggestion === undefined ? { hint: `Its values are: ${known.map((each) => JSON.stringify(each)).join(', ')}.` } : { suggestion }),
    })
    return
  }
  issues.add(place, { code: 'no-cell', message: 'no cell of this matrix has these values, so this excludes nothing' })
}

/** Notes values that an axis has in another type only, `"2"` for 2, which is never meant. Returns whether there are any. */
export function noteOtherTypes(entry: PlacedValues, axes: Axes, { what, issues }: { what: string; issues: IssueList }): boolean {
  let isNoted = false
  for (const [name, value] of Object.entries(entry.values)) {
    const known = axes.get(name) ?? []
    const meant = known.find((each) => String(each) === String(value))
    if (meant === undefined || known.includes(value)) continue
    isNoted = true
    issues.add(placeOf(name, entry), {
      code: 'no-cell',
      message: `the axis \`${name}\` has the ${typeName(meant)} ${JSON.stringify(meant)}, and \`${what}\` names the ${typeName(value)} ${JSON.stringify(value)}`,
      hint: `Write ${JSON.stringify(meant)}, as the axis does.`,
    })
  }
  return isNoted
}

const typeName = (value: CellScalar): string => (typeof value === 'string' ? 'text' : value === null ? 'empty value' : typeof value)

const placeOf = (name: string, { place }: PlacedValues): Place => (place.kind === 'map' ? (place.entries.get(name)?.value ?? place) : place)
