import { suggest } from '@shotlist/codegen/suggest'
import { compileValue } from '../../manifest/expressions/compile-value.ts'
import { BROKEN, evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/expression.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Matrix } from '../../manifest/manifest.ts'
import type { Node, Place } from '../../manifest/yaml/node.ts'
import type { CellScalar } from './cell.ts'

/** A cell of the matrix alone: its values, and those of them that name it. */
export type MatrixCell = { readonly values: Record<string, CellScalar>; readonly names: readonly string[] }

/** Comparisons of cells with entries of `include` and `exclude`; more take minutes. */
const MAX_COMPARISONS = 10_000_000

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
  if (count > max || count * (excluded.length + included.length) > MAX_COMPARISONS) {
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

/** The axes of a matrix with their values, each of which is there once; `undefined` where one of them cannot be read. */
function readAxes(nodes: ReadonlyMap<string, Node>, context: MatrixContext): ReadonlyMap<string, readonly CellScalar[]> | undefined {
  const axes = new Map<string, readonly CellScalar[]>()
  for (const [name, node] of nodes) {
    const value = evaluateIn(node, context)
    if (value === BROKEN) continue
    if (!Array.isArray(value)) {
      const hint = `Write \`${name}: [a, b]\`.`
      context.issues.add(node, { code: 'wrong-type', message: `the axis \`${name}\` must be a list of values`, hint })
      continue
    }
    if (value.length === 0) context.issues.add(node, { code: 'empty', message: `the axis \`${name}\` has no values` })
    const values = value.filter((item, index) => isCellScalar(item, itemPlace(node, index), context.issues))
    noteRepeats(values, { name, node, issues: context.issues })
    axes.set(name, [...new Set(values)])
  }
  return axes.size === nodes.size ? axes : undefined
}

function noteRepeats(values: readonly CellScalar[], { name, node, issues }: { name: string; node: Node; issues: IssueList }): void {
  const seen = new Set<CellScalar>()
  for (const [index, value] of values.entries()) {
    if (seen.has(value))
      issues.add(itemPlace(node, index), { code: 'duplicate-value', message: `the axis \`${name}\` has ${JSON.stringify(value)} twice` })
    seen.add(value)
  }
}

/** The values of each axis of a matrix. */
type Axes = ReadonlyMap<string, readonly CellScalar[]>

/** Whether a cell has these values. */
function matches(cell: Readonly<Record<string, CellScalar>>, wanted: Readonly<Record<string, CellScalar>>): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(cell, name) && cell[name] === value)
}

type Context = { readonly cells: readonly { readonly values: Readonly<Record<string, CellScalar>> }[]; readonly issues: IssueList }

/** Notes an entry of `exclude` that fits no cell: what it was to leave out would be rendered, and paid for. */
function noteNoCell(entry: PlacedValues, axes: Axes, { cells, issues }: Context): void {
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
function noteOtherTypes(entry: PlacedValues, axes: Axes, { what, issues }: { what: string; issues: IssueList }): boolean {
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

function typeName(value: CellScalar): string {
  return typeof value === 'string' ? 'text' : value === null ? 'empty value' : typeof value
}

function placeOf(name: string, { place }: PlacedValues): Place {
  return place.kind === 'map' ? (place.entries.get(name)?.value ?? place) : place
}

/** An entry of `include` or `exclude`, and where it stands. */
type PlacedValues = { readonly values: Readonly<Record<string, CellScalar>>; readonly place: Node }

/** The entries of `include` or `exclude`. */
function readCells(node: Node | undefined, what: string, context: MatrixContext): readonly PlacedValues[] {
  if (node === undefined) return []
  const list = evaluateIn(node, context)
  if (list === BROKEN) return []
  if (!Array.isArray(list)) {
    const hint = 'Write `[{ ratio: "1:1", look: clay }]`, say.'
    context.issues.add(node, { code: 'wrong-type', message: `${what} must be a list of cells`, hint })
    return []
  }
  const cells: PlacedValues[] = []
  for (const [index, item] of list.entries()) {
    const place = itemPlace(node, index)
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      context.issues.add(place, { code: 'wrong-type', message: `an entry of ${what} must be a mapping of axes to values` })
    else if (Object.values(item).every((value) => isCellScalar(value, place, context.issues)))
      cells.push({ values: item as Record<string, CellScalar>, place })
  }
  return cells
}

/** Whether a value can be one of a matrix's; any other is noted. */
function isCellScalar(value: unknown, place: Place, issues: IssueList): value is CellScalar {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true
  issues.add(place, {
    code: 'wrong-type',
    message: 'a value of a matrix must be a text, a number, true, false or null',
    hint: 'Put what belongs together in `include`, or in a table for `foreach`.',
  })
  return false
}

/** What expanding a matrix needs: what its expressions see, and how many cells there may be. */
type MatrixContext = { readonly scope: Scope; readonly issues: IssueList; readonly max: number }

/** A part of a matrix, evaluated. */
function evaluateIn(node: Node, { scope, issues }: MatrixContext): unknown {
  return evaluateValue(compileValue(node, issues), scope, issues)
}

/** The node of a list's item, or the list where it comes from an expression. */
function itemPlace(node: Node, index: number): Node {
  return node.kind === 'list' ? (node.items[index] ?? node) : node
}
