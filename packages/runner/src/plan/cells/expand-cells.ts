import { posix, resolve } from 'node:path'
import { suggest } from '@shotlist/codegen/suggest'
import { compileValue } from '../../manifest/expressions/compile-value.ts'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/scope.ts'
import { checkPath } from '../../manifest/files/check-path.ts'
import type { Files } from '../../manifest/files/files.ts'
import { outOfBounds } from '../../manifest/files/out-of-bounds.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Foreach, Job } from '../../manifest/manifest.ts'
import { readRows } from '../../manifest/rows/read-rows.ts'
import type { Cell, Cells } from './cell.ts'
import { cellSuffix } from './cell-suffix.ts'
import { expandMatrix, type MatrixCell } from './expand-matrix.ts'
import { type NamedRow, nameRows } from './name-rows.ts'

export type CellContext = {
  readonly scope: Scope
  readonly issues: IssueList
  readonly files: Files
  /** The manifest's folder. */
  readonly root: string
  /** The cells of jobs that come before. */
  readonly cellsOf: ReadonlyMap<string, Cells>
  /** Cells there may be at the most. */
  readonly max: number
}

/** The cells of a job: one without matrix and rows, else one for each combination and row. */
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
      message: `\`${job.id}\` comes to ${count.toLocaleString('en')} clips; a manifest may have ${context.max.toLocaleString('en')} more`,
    })
    return { root: job.id, list: [] }
  }
  const list = matrixCells.flatMap((cell) => rows.map((row) => toCell(cell, row)))
  noteSame(list, job, context.issues)
  return { root: job.id, list }
}

function takeOver(id: string, { job, place }: { job: string; place: Job['place'] }, { cellsOf, issues }: CellContext): Cells {
  const cells = cellsOf.get(job)
  // A job that is not known, or that waits for this one, has been noted.
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
    ...(row === undefined ? {} : { row: row.values }),
    suffix: cellSuffix(all),
    words: all.map(([, value]) => String(value)),
  }
}

/** Two entries of `include` may say the same. */
function noteSame(list: readonly Cell[], job: Job, issues: IssueList): void {
  const seen = new Set<string>()
  for (const { suffix } of list) {
    if (seen.has(suffix))
      issues.add(job.matrix?.place ?? job.place, { code: 'duplicate-value', message: `the cell ${suffix} of \`${job.id}\` is there twice` })
    seen.add(suffix)
  }
}

function readNamedRows(foreach: Foreach, { scope, issues, files, root }: CellContext): readonly NamedRow[] {
  const file = evaluateValue(compileValue(foreach.file, issues), scope, issues)
  if (typeof file !== 'string') return []
  const checked = checkPath(file)
  if ('problem' in checked) {
    issues.add(foreach.file, {
      code: 'bad-path',
      message: `\`foreach\` ${checked.problem}`,
      ...(checked.hint === undefined ? {} : { hint: checked.hint }),
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
      ...(!isThere && { hint: "Paths are relative to the manifest's folder." }),
      ...(near === undefined ? {} : { suggestion: posix.join(posix.dirname(checked.path), near) }),
    })
    return []
  }
  const rows = readRows(read.bytes, { file: checked.path, place: foreach.file, issues })
  if (rows === undefined) return []
  if (rows.length === 0) issues.add(foreach.file, { code: 'empty', message: `${checked.path} has no rows` }, 'warning')
  return nameRows(rows, { foreach, file: checked.path, issues })
}
