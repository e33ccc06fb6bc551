import { createHash } from 'node:crypto'
import { posix, resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import { compileValue } from '../../manifest/expressions/compile-value.ts'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/expression.ts'
import { checkInputPath } from '../../manifest/files/check-file.ts'
import type { Files } from '../../manifest/files/files.ts'
import { outOfBounds } from '../../manifest/files/out-of-bounds.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Foreach, Job } from '../../manifest/manifest.ts'
import { readRows } from '../../manifest/rows/read-rows.ts'
import type { Row } from '../../manifest/rows/row.ts'
import type { Cell, CellScalar, Cells } from './cell.ts'
import { expandMatrix, type MatrixCell } from './expand-matrix.ts'

export type CellContext = {
  readonly scope: Scope
  readonly issues: IssueList
  readonly files: Files
  /** The manifest's folder. */
  readonly root: string
  /** The cells of the jobs before this one. */
  readonly cellsOf: ReadonlyMap<string, Cells>
  /** The most cells this job may have. */
  readonly max: number
}

/** The cells of a job: one for each combination and row, or a single one without matrix and rows. */
export function expandCells(job: Job, context: CellContext): Cells {
  const { matrix } = job
  if (matrix?.kind === 'of-job' && job.foreach === undefined) return takeOver(job.id, matrix, context)

  const matrixCells = matrix === undefined ? [{ values: {}, names: [] }] : matrix.kind === 'axes' ? expandMatrix(matrix, context) : []
  const rows = job.foreach === undefined ? [undefined] : readNamedRows(job.foreach, context)
  if (matrix?.kind === 'of-job')
    context.issues.add(matrix.place, { code: 'contradiction', message: 'a job cannot have the cells of another job and rows of its own' })
  const count = matrixCells.length * rows.length
  if (count > context.max) {
    context.issues.add(job.place, {
      code: 'too-many',
      message: `\`${job.id}\` has ${count.toLocaleString('en')} clips; a manifest may have ${context.max.toLocaleString('en')} more`,
    })
    return { root: job.id, list: [] }
  }
  const list = matrixCells.flatMap((cell) => rows.map((row) => toCell(cell, row)))
  noteSame(list, job, context.issues)
  return { root: job.id, list }
}

function takeOver(id: string, { job, place }: { job: string; place: Job['place'] }, { cellsOf, issues }: CellContext): Cells {
  const cells = cellsOf.get(job)
  // An unknown job, and a job that waits for this one, have been reported.
  if (cells === undefined) return { root: id, list: [] }
  if (cells.list.length === 1 && cells.list[0]?.suffix === '')
    issues.add(place, {
      code: 'no-matrix',
      message: `\`${job}\` has no matrix and no rows`,
      hint: 'Leave this `matrix` out: there is only one clip to follow.',
    })
  return cells
}

function toCell({ values, names }: MatrixCell, row: NamedRow | undefined): Cell {
  const axes = names.map((name) => [name, values[name] ?? null] as const)
  const all = row === undefined ? axes : [...axes, ['row', row.key] as const]
  return {
    matrix: values,
    ...defined({ row: row?.values }),
    suffix: cellSuffix(all),
    words: all.map(([, value]) => String(value)),
  }
}

/** Reports cells that appear twice: two entries of `include` may be the same. */
function noteSame(list: readonly Cell[], job: Job, issues: IssueList): void {
  const seen = new Set<string>()
  for (const { suffix } of list) {
    if (seen.has(suffix))
      issues.add(job.matrix?.place ?? job.place, { code: 'duplicate-value', message: `\`${job.id}\` has the cell ${suffix} twice` })
    seen.add(suffix)
  }
}

function readNamedRows(foreach: Foreach, { scope, issues, files, root }: CellContext): readonly NamedRow[] {
  const file = evaluateValue(compileValue(foreach.file, issues), scope, issues)
  if (typeof file !== 'string') return []
  const checked = checkInputPath(file)
  if ('problem' in checked) {
    issues.add(foreach.file, {
      code: 'bad-path',
      message: `\`foreach\` ${checked.problem}`,
      ...defined({ hint: checked.hint }),
    })
    return []
  }
  const outside = outOfBounds(checked.path, { files, root })
  if (outside !== undefined) {
    issues.add(foreach.file, outside)
    return []
  }
  const read = files.read(resolve(root, checked.path))
  if ('problem' in read) {
    const isThere = files.stat(resolve(root, checked.path)) !== undefined
    const near = isThere ? undefined : suggest(posix.basename(checked.path), files.list(resolve(root, posix.dirname(checked.path))))
    issues.add(foreach.file, {
      code: 'no-file',
      message: `${checked.path} ${read.problem}`,
      ...defined({
        hint: !isThere ? "Paths are relative to the manifest's folder." : undefined,
        suggestion: near === undefined ? undefined : posix.join(posix.dirname(checked.path), near),
      }),
    })
    return []
  }
  const rows = readRows(read.bytes, { file: checked.path, place: foreach.file, issues })
  if (rows === undefined) return []
  if (rows.length === 0) issues.add(foreach.file, { code: 'empty', message: `${checked.path} has no rows` }, 'warning')
  return nameRows(rows, { foreach, file: checked.path, issues })
}

const MAX_LENGTH = 60

/** The part of an instance's id that names its cell: `[axis=value,...]`. */
function cellSuffix(axes: readonly (readonly [string, CellScalar])[]): string {
  if (axes.length === 0) return ''
  return `[${axes.map(([axis, value]) => `${axis}=${encode(String(value))}`).join(',')}]`
}

/** Escapes the characters that have a meaning in ids, as in URLs. A long value, such as a prompt, is cut and ends in its hash. */
function encode(value: string): string {
  const short =
    value.length > MAX_LENGTH
      ? `${value.slice(0, MAX_LENGTH - 10).trimEnd()}~${createHash('sha256').update(value).digest('hex').slice(0, 8)}`
      : value
  // oxlint-disable-next-line no-control-regex -- control characters would break ids up
  return short.replace(/[%,=[\]#\u0000-\u001f\u007f]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

/** A row with the name that identifies its clip. */
type NamedRow = { readonly key: string; readonly values: Row['values'] }

/** Names the rows: by the column in `key`, otherwise by a usual column such as `id`, otherwise by their content. Never by position. */
function nameRows(
  rows: readonly Row[],
  { foreach, file, issues }: { foreach: Foreach; file: string; issues: IssueList },
): readonly NamedRow[] {
  const given = foreach.key
  const columns = Object.keys(rows[0]?.values ?? {})
  if (given !== undefined && rows.length > 0 && !columns.includes(given.text)) {
    const suggestion = suggest(given.text, columns)
    issues.add(given.place, {
      code: 'unknown-name',
      message: `\`${file}\` has no column \`${given.text}\``,
      hint: `It has: ${columns.join(', ')}.`,
      ...defined({ suggestion }),
    })
    return []
  }
  const column = given?.text ?? findKeyColumn(rows)
  const seen = new Map<string, number>()
  const named: NamedRow[] = []
  for (const row of rows) {
    const key = column === undefined ? contentKey(row.values) : keyOf(row.values, column)
    const first = key === undefined ? undefined : seen.get(key)
    if (key === undefined)
      issues.add(given?.place ?? foreach.file, {
        code: 'bad-table',
        message: `${file}:${row.line} has no \`${column}\`, which names the row`,
      })
    else if (first !== undefined && column !== undefined)
      issues.add(given?.place ?? foreach.file, {
        code: 'duplicate-value',
        message: `${file}:${row.line} has the same \`${column}\` as line ${first}: ${key}`,
      })
    else if (first !== undefined)
      issues.add(foreach.file, {
        code: 'duplicate-value',
        message: `${file}:${row.line} is the same row as line ${first}`,
        hint: 'Remove one, or give the rows an `id`. `takes` renders a clip several times.',
      })
    else {
      seen.set(key, row.line)
      named.push({ key, values: row.values })
    }
  }
  return named
}

/** Columns that usually name a row, in the order in which they are tried. */
const USUAL_KEYS = ['id', 'key', 'sku', 'slug', 'name', 'title']

/** The first usual column that has a value in every row, and no value twice. */
function findKeyColumn(rows: readonly Row[]): string | undefined {
  const columns = Object.keys(rows[0]?.values ?? {})
  const byName = new Map(columns.map((column) => [column.toLowerCase(), column]))
  return USUAL_KEYS.map((name) => byName.get(name)).find((column) => column !== undefined && isUnique(rows, column))
}

function isUnique(rows: readonly Row[], column: string): boolean {
  const seen = new Set<string>()
  for (const { values } of rows) {
    const name = keyOf(values, column)
    if (name === undefined || seen.has(name)) return false
    seen.add(name)
  }
  return true
}

/** The value of a column as a name; undefined if it is empty or not a scalar. */
function keyOf(values: Row['values'], column: string): string | undefined {
  const value = Object.hasOwn(values, column) ? values[column] : undefined
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
}

/** A name made of a row's content, for rows without a key column: their order does not matter. */
function contentKey(values: Row['values']): string {
  return createHash('sha256').update(canonicalJson(values)).digest('hex').slice(0, 10)
}
