import { suggest } from '@shotlist/codegen/suggest'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Matrix } from '../../manifest/manifest.ts'
import type { CellScalar } from './cell.ts'
import type { MatrixContext } from './matrix-context.ts'
import { type Axes, matches, noteNoCell, noteOtherTypes } from './note-no-cell.ts'
import { readAxes } from './read-axes.ts'
import { type PlacedValues, readCells } from './read-cells.ts'

/** A cell of the matrix alone: its values, and those of them that name it. */
export type MatrixCell = { readonly values: Record<string, CellScalar>; readonly names: readonly string[] }

/** Comparisons of cells with entries of `include` and `exclude`; more take minutes. */
const maxComparisons = 10_000_000

/**
 * All combinations of the axes, less those of `exclude`, with `include`: an entry of it that fits cells there are (it says nothing else
 * of their axes) adds its other values to them; an entry that fits none is a cell of its own.
 */
export function expandMatrix(matrix: Extract<Matrix, { kind: 'axes' }>, context: MatrixContext): readonly MatrixCell[] {
  const { issues, max } = context
  const axes = readAxes(matrix.axes, context)
  if (axes === undefined) return []
  const excluded = readCells(matrix.exclude, '`exclude`', context)
  const included = readCells(matrix.include, '`include`', context)
  for (const entry of excluded) noteUnknownAxes(entry, axes, issues)
  for (const entry of included) noteOtherTypes(entry, axes, { what: 'include', issues })

  const count = [...axes.values()].reduce((product, values) => product * values.length, 1)
  if (count > max || count * (excluded.length + included.length) > maxComparisons) {
    const limit = `${max.toLocaleString('en')} clips are the most for a manifest`
    const entries = `too many for ${excluded.length + included.length} entries of \`include\` and \`exclude\``
    issues.add(matrix.place, {
      code: 'too-many',
      message: `this matrix has ${count.toLocaleString('en')} cells; ${count > max ? limit : entries}`,
    })
    return []
  }
  const all = combine(axes)
  for (const entry of excluded) noteNoCell(entry, axes, { cells: all, issues })
  const cells = all.filter((cell) => !excluded.some(({ values }) => matches(cell.values, values)))
  return include(cells, axes, included)
}

function noteUnknownAxes({ values, place }: PlacedValues, axes: Axes, issues: IssueList): void {
  for (const name of Object.keys(values)) {
    if (axes.has(name)) continue
    const suggestion = suggest(name, axes.keys())
    issues.add(place.kind === 'map' ? (place.entries.get(name)?.keyPlace ?? place) : place, {
      code: 'unknown-axis',
      message: `this matrix has no axis \`${name}\`, so this excludes nothing`,
      ...(suggestion === undefined ? { hint: `Its axes are: ${[...axes.keys()].join(', ')}.` } : { suggestion }),
    })
  }
}

function combine(axes: Axes): readonly MatrixCell[] {
  if (axes.size === 0) return []
  const names = [...axes.keys()]
  let cells: readonly (readonly CellScalar[])[] = [[]]
  for (const values of axes.values()) cells = cells.flatMap((cell) => values.map((value) => cell.concat(value)))
  return cells.map((cell) => ({ values: Object.fromEntries(names.map((name, index) => [name, cell[index] ?? null])), names }))
}

function include(cells: readonly MatrixCell[], axes: Axes, entries: readonly PlacedValues[]): readonly MatrixCell[] {
  const own: MatrixCell[] = []
  for (const { values } of entries) {
    const shared = Object.fromEntries(Object.entries(values).filter(([name]) => axes.has(name)))
    const fitting = cells.filter((cell) => matches(cell.values, shared))
    for (const cell of fitting) Object.assign(cell.values, values)
    if (fitting.length > 0) continue
    const further = Object.keys(values).filter((name) => !axes.has(name))
    own.push({ values: { ...values }, names: [...[...axes.keys()].filter((name) => Object.hasOwn(values, name)), ...further] })
  }
  return [...cells, ...own]
}
