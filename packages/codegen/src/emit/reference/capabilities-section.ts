import type { OperationTable } from '@shotlist/core/contract'
import { capabilityMatrix } from '../../capabilities/capability-matrix.ts'
import { capabilityTable } from '../../capabilities/capability-table.ts'
import type { OperationModel } from '../../ir/model.ts'
import { compileValidator } from '../validators/compile-validator.ts'
import { inlineCode, markdownTable } from './markdown.ts'

/** What an operation offers, model by model; nothing where all models and qualities offer the same. */
export function capabilitiesSection(operation: OperationModel, table: OperationTable): string | undefined {
  const matrix = capabilityMatrix(operation, table, (input) => compileValidator(operation.input).validate(input))
  if (matrix === undefined) return undefined
  const { columns, rows } = capabilityTable(matrix)
  const offers = new Set(rows.map(([, ...cells]) => JSON.stringify(cells)))
  if (offers.size < 2) return undefined
  const { model, duration, quality } = matrix.fields
  const by = quality === undefined ? inlineCode(model) : `${inlineCode(model)} and ${inlineCode(quality)}`
  return `What is offered, ${inlineCode(duration)} by ${by}:\n\n${markdownTable(columns, rows)}`
}
