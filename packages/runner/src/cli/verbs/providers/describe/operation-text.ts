import {
  type CapabilityMatrix,
  capabilityMatrix,
  capabilityTable,
  commonFields,
  type FieldModel,
  type OperationModel,
  outputKind,
  type PriceReportTable,
  type ProviderModel,
  priceReport,
  rulesOf,
} from '@shotlist/codegen'
import { hanging } from '@shotlist/codegen/text'
import type { FileLimits, OperationTable } from '@shotlist/core/contract'
import { stringify } from 'yaml'
import { sizeText } from '../../../../manifest/files/check-file.ts'
import { alignColumns, splitColumns } from '../../../../show/text/columns.ts'
import { brief, briefLines } from '../../../../show/text/visible.ts'
import { bullets, paragraph, section, type TextOptions } from './section.ts'

/** An operation for a person: fields, rules, outputs, price and an example to copy. */
export function operationText(id: string, model: ProviderModel, given: TextOptions & { readonly operation: string }): string {
  const options = { ...given, model }
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
    section(
      'Fields',
      commonFields(operation)
        .map((field) => fieldLines(field, options))
        .join(''),
      options,
    ),
    ...variantSections(operation, options),
    section('Offers', matrix === undefined ? '' : matrixText(matrix, options), options),
    section('Rules', bullets(rulesOf(operation, table), options), options),
    section(
      'Outputs',
      alignColumns(
        [
          ...Object.entries(outputs).map(([name, rule]) => [name, outputKind(rule), brief(rule.description ?? '')] as const),
          ...(table.balance === undefined
            ? []
            : [['balance', 'number', `What the account holds. Unit: ${model.table.money.unit}.`] as const]),
        ].map(([name, type, description]) => [paint('cyan', name), type, paint('dim', description)]),
        { indent: 2, columns: options.columns },
      ),
      options,
    ),
    section('Price', priceText(table, model, options), options),
    section('Example', exampleText(id, operation), options),
  ].join('')
}

/** How fields are shown, and the document that has the uploads of their files. */
type FieldOptions = TextOptions & { readonly model: ProviderModel }

/** The fields that only some variants of an operation have, or that have other limits in each. */
function variantSections({ variants = [] }: OperationModel, options: FieldOptions): string[] {
  return variants.map(({ field, values, fields }) =>
    section(`Fields with ${field} ${brief(values.join(' or '))}`, fields.map((one) => fieldLines(one, options)).join(''), options),
  )
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

/** A field: its name and type, with its meaning and the fields of its objects below. */
function fieldLines(field: FieldModel, options: FieldOptions, indent = 2): string {
  const { paint } = options
  const notes = [field.required ? paint('yellow', 'required') : '', paint('dim', takes(field))].filter((note) => note !== '')
  const head = hanging(`${' '.repeat(indent)}${paint('cyan', field.name)}  `, notes.join('  '), options.columns)
  const meaning = `${paragraph(briefLines(field.description), options, indent + 2)}${extras(field, options, indent + 2)}`
  return `${head}\n${meaning}${(field.fields ?? []).map((inner) => fieldLines(inner, options, indent + 4)).join('')}`
}

function takes(field: FieldModel): string {
  const values = field.enum === undefined ? undefined : valuesText(field.enum)
  const range = rangeText(field)
  const length = field.maxLength === undefined ? '' : `, at most ${field.maxLength} characters`
  const fallback = field.default === undefined ? '' : `, default ${JSON.stringify(field.default)}`
  return `${values === undefined ? `${field.type}${range}${length}` : `${values}${field.open ? ' | ...' : ''}`}${fallback}`
}

/** A longer list is cut: `validate` and the editor know all values. */
const MAX_SHOWN = 60

function valuesText(values: NonNullable<FieldModel['enum']>): string {
  const shown = values.slice(0, MAX_SHOWN).map((value) => brief(String(value)))
  return [...shown, ...(values.length > MAX_SHOWN ? [`${values.length - MAX_SHOWN} more`] : [])].join(' | ')
}

function rangeText({ minimum, maximum }: FieldModel): string {
  if (minimum === undefined) return maximum === undefined ? '' : ` up to ${maximum}`
  return ` from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`
}

function extras(field: FieldModel, options: FieldOptions, indent: number): string {
  const notes: string[] = []
  const upload = options.model.table.operations[field.upload ?? '']?.upload
  if (field.file !== undefined)
    notes.push(
      `Accepts a file: \`${field.name}: { file: path }\`${field.file.url === true ? ', or a public URL' : ''}. It goes inside the request.${limitsText(field.file.accepts)}`,
    )
  if (field.upload !== undefined)
    notes.push(`Accepts a file: \`${field.name}: { file: path }\` or \`{ url: https://... }\`, or an id.${limitsText(upload?.accepts)}`)
  if (field.publicUrl) notes.push('A public URL, which the provider downloads.')
  if (field.canonical !== undefined && field.canonical !== field.name)
    notes.push(`Its common name at all providers: \`${field.canonical}\`.`)
  return notes.length === 0 ? '' : paragraph(notes.join(' '), options, indent)
}

/** The limits of a file, as a sentence. */
function limitsText(accepts: FileLimits | undefined): string {
  if (accepts === undefined) return ''
  const { types, maxBytes, maxSide, maxSeconds } = accepts
  const limits = [
    types.join(', '),
    maxBytes === undefined ? '' : `at most ${sizeText(maxBytes, maxBytes)}`,
    maxSide === undefined ? '' : `at most ${maxSide} pixels on a side`,
    maxSeconds === undefined ? '' : `at most ${maxSeconds} s`,
  ].filter((limit) => limit !== '')
  return limits.length === 0 ? '' : ` Files: ${limits.join('; ')}.`
}

/** A price for a person: the formula and its tables. */
function priceText(table: OperationTable, model: ProviderModel, options: TextOptions): string {
  if (table.price === undefined) return paragraph(table.kind === 'task' || table.kind === 'charge' ? 'not published' : 'free', options)
  const { formula, tables } = priceReport(table.price, model.table.money.unit)
  const [first, ...others] = tables
  // A formula that only names the first table is left out.
  if (first === undefined || formula !== first.name) return paragraph(plain(formula), options) + namedTables(tables, options)
  return tableText(first, 2, options) + namedTables(others, options)
}

function namedTables(tables: readonly PriceReportTable[], options: TextOptions): string {
  return tables.map((one) => `\n  ${one.name}\n${tableText(one, 4, options)}`).join('')
}

function tableText({ columns: titles, rows }: PriceReportTable, indent: number, { columns }: TextOptions): string {
  const cells = [titles, ...rows].map((row) => row.map(plain))
  // Tables of sentences wrap; tables of numbers are split into narrower ones.
  const room = columns === undefined || isProse(cells) ? undefined : columns - indent - 1
  return splitColumns(cells, room)
    .map((part) => alignColumns(part, { indent, columns }))
    .join('\n')
}

function isProse(cells: readonly (readonly string[])[]): boolean {
  return cells.every((row) => row.length <= 2)
}

/** Removes backticks. */
function plain(text: string): string {
  return text.replaceAll('`', '')
}

/** What each operation of a provider offers, for a person. */
export function providerMatrixText(id: string, model: ProviderModel, options: TextOptions): string {
  const sections = Object.keys(model.operations).flatMap((name) => {
    const matrix = matrixOf(model, name)
    return matrix === undefined ? [] : [section(`${id}/${name}`, matrixText(matrix, options), options)]
  })
  return sections.length > 0 ? sections.join('') : paragraph(`No operation of ${id} has a choice of models and lengths.`, options, 0)
}

/** The matrix of an operation: lengths by model and quality, and features that only some models have. */
function matrixText(matrix: CapabilityMatrix, { paint, columns: width }: TextOptions): string {
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

/** What an operation offers, by model; `undefined` if it has no choice of models and lengths. */
export function matrixOf(model: ProviderModel, name: string): CapabilityMatrix | undefined {
  const operation = model.operations[name]
  const table = model.table.operations[name]
  return operation === undefined || table === undefined ? undefined : capabilityMatrix(operation, table)
}
