import { type CapabilityMatrix, capabilityTable, type ProviderModel } from '@shotlist/codegen'
import { alignColumns } from '../../../show/text/columns.ts'
import { splitColumns } from '../../../show/text/split-columns.ts'
import { matrixOf } from './matrix-of.ts'
import { paragraph, section } from './section.ts'
import type { TextOptions } from './text-options.ts'

/** What each operation of a provider offers, for a person. */
export function providerMatrixText(id: string, model: ProviderModel, options: TextOptions): string {
  const sections = Object.keys(model.operations).flatMap((name) => {
    const matrix = matrixOf(model, name)
    return matrix === undefined ? [] : [section(`${id}/${name}`, matrixText(matrix, options), options)]
  })
  return sections.length > 0 ? sections.join('') : paragraph(`No operation of ${id} has models and lengths to choose from.`, options, 0)
}

/** One operation's matrix: the lengths by model and quality, and what not every model takes. */
export function matrixText(matrix: CapabilityMatrix, { paint, columns: width }: TextOptions): string {
  const { columns, rows } = capabilityTable(matrix)
  const painted = [
    columns.map((column) => paint('dim', column)),
    ...rows.map((row) => row.map((cell, column) => (column === 0 ? paint('cyan', cell) : cell))),
  ]
  const room = width === undefined ? undefined : width - INDENT - 1
  return splitColumns(painted, room)
    .map((part) => alignColumns(part, { indent: INDENT }))
    .join('\n')
}

const INDENT = 2
