import { defined } from '@shotlist/codegen/defined'
import { compileCondition, evaluateCondition, valuesOf } from '../../manifest/expressions/condition.ts'
import type { Scope } from '../../manifest/expressions/expression.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job } from '../../manifest/manifest.ts'
import type { DroppedCell } from '../plan.ts'
import type { Cell, Cells } from './cell.ts'

/** The cells that the `if` of a job drops, by their index. */
export type Dropped = ReadonlyMap<number, DroppedCell>

const NONE: Dropped = new Map()

/** The scope of the expressions of one cell of a job, without its take. */
export function cellScope(job: Job, cell: Cell, scope: Scope): Scope {
  return { ...scope, job: job.id, ...defined({ matrix: job.matrix === undefined ? undefined : cell.matrix, row: cell.row }) }
}

/** Evaluates the `if` of a job for each of its cells. A cell whose condition has a mistake stays, so that its fields are checked too. */
export function dropCells(job: Job, cells: Cells, { scope, issues }: { readonly scope: Scope; readonly issues: IssueList }): Dropped {
  const condition = job.if === undefined ? undefined : compileCondition(job.if, issues)
  if (condition === undefined) return NONE
  const dropped = new Map<number, DroppedCell>()
  const { line, column } = issues.source.position(condition.node.start)
  for (const [index, cell] of cells.list.entries()) {
    const own = cellScope(job, cell, scope)
    if (evaluateCondition(condition, own, issues) !== false) continue
    const facts = { id: `${job.id}${cell.suffix}`, job: job.id, if: condition.text, at: { line, column } }
    dropped.set(index, { ...facts, values: valuesOf(condition, own) })
  }
  return dropped
}
