import { suggest } from '@shotlist/codegen/suggest'
import { compileValue } from '../../manifest/expressions/compile-value.ts'
import { evaluateValue, isBrokenValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/expression.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Matrix } from '../../manifest/manifest.ts'
import type { Node, Place } from '../../manifest/yaml/node.ts'
import type { CellScalar } from './cell.ts'

/** A cell of the matrix, without a row: its values, and the names of those that are part of its id. */
export type MatrixCell = { readonly values: Record<string, CellScalar>; readonly names: readonly string[] }

/** Most comparisons of cells with entries of `include` and `exclude`. More would take minutes. */
const MAX_COMPARISONS = 10_000_000

/**
 * All combinations of the axes, without those in `exclude`, and with `include`: an entry whose axis values match existing cells adds its
 * other values to them; an entry that matches no cell becomes a cell of its own.
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
    const limit = `the limit is ${max.toLocaleString('en')} clips`
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

/** The axes of a matrix with their values, without duplicates; `undefined` if an axis cannot be read. */
function readAxes(nodes: ReadonlyMap<string, Node>, context: MatrixContext): ReadonlyMap<string, readonly CellScalar[]> | undefined {
  const axes = new Map<string, readonly CellScalar[]>()
  for (const [name, node] of nodes) {
    const value = evaluateIn(node, context)
    if (isBrokenValue(value)) continue
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

/** Reports an entry of `exclude` that matches no cell: the clip that it should leave out would be rendered, and paid. */
function noteNoCell(entry: PlacedValues, axes: Axes, { cells, issues }: Context): void {
  const { values, place } = entry
  // An unknown axis has been reported.
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

/** Reports values that an axis has only in another type, `"2"` for 2: always a mistake. Returns whether there are any. */
function noteOtherTypes(entry: PlacedValues, axes: Axes, { what, issues }: { what: string; issues: IssueList }): boolean {
  let isNoted = false
  for (const [name, value] of Object.entries(entry.values)) {
    const known = axes.get(name) ?? []
    const similar = known.find((each) => String(each) === String(value))
    if (similar === undefined || known.includes(value)) continue
    isNoted = true
    issues.add(placeOf(name, entry), {
      code: 'no-cell',
      message: `the axis \`${name}\` has the ${typeName(similar)} ${JSON.stringify(similar)}, and \`${what}\` names the ${typeName(value)} ${JSON.stringify(value)}`,
      hint: `Write ${JSON.stringify(similar)}, as the axis does.`,
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

/** An entry of `include` or `exclude`, and its place. */
type PlacedValues = { readonly values: Readonly<Record<string, CellScalar>>; readonly place: Node }

/** The entries of `include` or `exclude`. */
function readCells(node: Node | undefined, what: string, context: MatrixContext): readonly PlacedValues[] {
  if (node === undefined) return []
  const list = evaluateIn(node, context)
  if (isBrokenValue(list)) return []
  if (!Array.isArray(list)) {
    const hint = 'Write a list such as `[{ ratio: "1:1", look: clay }]`.'
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

/** Whether a value may be in a matrix. Reports any other. */
function isCellScalar(value: unknown, place: Place, issues: IssueList): value is CellScalar {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true
  issues.add(place, {
    code: 'wrong-type',
    message: 'a value of a matrix must be a text, a number, true, false or null',
    hint: 'Put values that belong together in `include`, or in a table for `foreach`.',
  })
  return false
}

/** The scope of a matrix's expressions, and the most cells it may have. */
type MatrixContext = { readonly scope: Scope; readonly issues: IssueList; readonly max: number }

/** A part of a matrix, evaluated. */
function evaluateIn(node: Node, { scope, issues }: MatrixContext): unknown {
  return evaluateValue(compileValue(node, issues), scope, issues)
}

/** The node of a list's item, or of the whole list if it comes from an expression. */
function itemPlace(node: Node, index: number): Node {
  return node.kind === 'list' ? (node.items[index] ?? node) : node
}
