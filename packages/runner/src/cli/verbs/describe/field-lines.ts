import type { FieldModel } from '@shotlist/codegen'
import { hanging } from '../../../show/text/hanging.ts'
import { briefLines } from '../../../show/text/visible.ts'
import { paragraph } from './section.ts'
import type { TextOptions } from './text-options.ts'

/** A field: its name, what it takes, and below it what it means. */
export function fieldLines(field: FieldModel, options: TextOptions): string {
  const { paint } = options
  const notes = [field.required ? paint('yellow', 'required') : '', paint('dim', takes(field))].filter((note) => note !== '')
  const head = hanging(`  ${paint('cyan', field.name)}  `, notes.join('  '), options.columns)
  return `${head}\n${paragraph(briefLines(field.description), options, 4)}${extras(field, options)}`
}

function takes(field: FieldModel): string {
  const values = field.enum?.map(String).join(' | ')
  const range = [field.minimum, field.maximum].some((bound) => bound !== undefined)
    ? ` from ${field.minimum ?? '...'} to ${field.maximum ?? '...'}`
    : ''
  const length = field.maxLength === undefined ? '' : `, at most ${field.maxLength} characters`
  const fallback = field.default === undefined ? '' : `, default ${JSON.stringify(field.default)}`
  return `${values === undefined ? `${field.type}${range}${length}` : `${values}${field.open ? ' | ...' : ''}`}${fallback}`
}

function extras(field: FieldModel, options: TextOptions): string {
  const notes: string[] = []
  if (field.upload !== undefined) notes.push(`Takes a file: \`${field.name}: { file: path }\` or \`{ url: https://... }\`, or an id.`)
  if (field.publicUrl) notes.push('A public URL: the provider fetches it.')
  if (field.canonical !== undefined && field.canonical !== field.name)
    notes.push(`May be written \`${field.canonical}\`, as at every provider.`)
  return notes.length === 0 ? '' : paragraph(notes.join(' '), options, 4)
}
