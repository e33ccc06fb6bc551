import { createHash } from 'node:crypto'
import { defined } from '@shotlist/codegen/defined'
import type { Scope } from '../../manifest/expressions/expression.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job } from '../../manifest/manifest.ts'
import type { Cell, CellScalar, Cells } from './cell.ts'
import { expandMatrix, type MatrixCell } from './expand-matrix.ts'
import type { NamedRow } from './name-rows.ts'
import type { Tables } from './read-tables.ts'

export type CellContext = {
  readonly scope: Scope
  readonly issues: IssueList
  /** The rows of each job with `foreach`. */
  readonly tables: Tables
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
  const rows = job.foreach === undefined ? [undefined] : (context.tables.get(job.id) ?? [])
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
    ...defined({ row: row?.values, place: row?.place }),
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
