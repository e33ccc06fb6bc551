import { type OperationModel, type ProviderModel, rulesOf } from '@shotlist/codegen'
import { stringify } from 'yaml'
import { alignColumns } from '../../../show/text/columns.ts'
import { brief, briefLines } from '../../../show/text/visible.ts'
import { fieldLines } from './field-lines.ts'
import { matrixOf } from './matrix-of.ts'
import { matrixText } from './matrix-text.ts'
import { priceText } from './price-text.ts'
import { bullets, paragraph, section } from './section.ts'
import type { TextOptions } from './text-options.ts'

/** An operation for a person: fields, rules, outputs, price and an example to copy. */
export function operationText(id: string, model: ProviderModel, options: TextOptions & { readonly operation: string }): string {
  const operation = model.operations[options.operation]
  const table = model.table.operations[options.operation]
  if (operation === undefined || table === undefined) return ''
  const outputs = table.starts === undefined ? table.outputs : (model.table.tasks[table.starts]?.outputs ?? {})
  const { paint } = options
  const matrix = matrixOf(model, options.operation)
  return [
    `${paint('bold', `${id}/${operation.name}`)}  ${brief(operation.title)}${operation.deprecated ? paint('yellow', '  deprecated') : ''}\n\n`,
    paragraph(briefLines(operation.description), options, 0),
    operation.externalDocs === undefined ? '' : `${paint('dim', operation.externalDocs)}\n`,
    section('Fields', operation.fields.map((field) => fieldLines(field, options)).join(''), options),
    section('Offers', matrix === undefined ? '' : matrixText(matrix, options), options),
    section('Rules', bullets(rulesOf(operation, table), options), options),
    section(
      'Outputs',
      alignColumns(
        Object.entries(outputs).map(([name, { type, description }]) => [paint('cyan', name), type, paint('dim', brief(description ?? ''))]),
        { indent: 2, columns: options.columns },
      ),
      options,
    ),
    section('Price', priceText(table, model, options), options),
    section('Example', exampleText(id, operation), options),
  ].join('')
}

function exampleText(id: string, { name, kind, example }: OperationModel): string {
  if (example === undefined || (kind !== 'task' && kind !== 'charge')) return ''
  const yaml = stringify({ jobs: { clip: { uses: `${id}/${name}`, with: example } } }, { lineWidth: 100, version: '1.1' })
  return yaml
    .trimEnd()
    .split('\n')
    .map((line) => `  ${brief(line)}\n`)
    .join('')
}
