import type { DialectOperation } from '../../dialect/dialect.gen.ts'
import { isForm, mediaTypes } from '../../ir/media-types.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { child, entries, textOf } from '../../spec/place.ts'
import { jsonPath } from '../json-path.ts'
import type { Action } from '../proposal.ts'
import { type AnswerField, answerFields, isNumber } from '../tasks/answer-fields.ts'
import { mediaOf, wordsOf } from '../words.ts'

/** The account's balance: a GET without required parameters whose path and fields speak of credits. */
export function proposeBalance(context: RuleContext): Action | undefined {
  for (const operation of context.spec.operations) {
    const words = wordsOf(operation.path)
    const isAccount = words.some((word) => /^(account|balance|billing|credits?|me|organization|quota|subscription|user|wallet)$/.test(word))
    const needs =
      operation.path.includes('{') ||
      operation.parameters.some((place) => child(place, 'required')?.value === true && child(place, 'in')?.value !== 'header')
    if (operation.method !== 'GET' || !isAccount || needs) continue
    const field = answerFields(operation, context)
      .filter(isBalance)
      .toSorted((a, b) => points(b) - points(a))[0]
    if (field === undefined) continue
    const entry: DialectOperation = { name: 'balance', balance: { sum: [`$response.body#${field.pointer}`] } }
    return {
      target: jsonPath(operation.place.pointer, context.spec.root.value),
      update: { 'x-operations': [entry] },
      notes: [
        {
          at: '',
          confidence: 'medium',
          why: `${field.segments.join('.')} looks like the balance; its unit must be that of x-provider.money`,
        },
      ],
    }
  }
  return undefined
}

function isBalance(field: AnswerField): boolean {
  return (
    isNumber(field) &&
    points(field) > 0 &&
    !/used|spent|limit|total|max|expir|expiring/.test(field.segments.join('_').toLowerCase()) &&
    !field.segments.includes('0')
  )
}

function points({ segments, name }: AnswerField): number {
  const path = segments.join('_').toLowerCase()
  return (/balance/.test(name) ? 4 : 0) + (/remain|left|available/.test(name) ? 3 : 0) + (/credit|quota/.test(path) ? 2 : 0)
}

/** Uploads: a form with one file, whose response has an id. */
export function proposeUploads(context: RuleContext, taken: Set<string>): Action[] {
  return context.spec.operations.flatMap((operation): Action[] => {
    const form = mediaTypes(operation.body, context.spec.sources).find(({ type }) => isForm(type))
    const isUpload =
      wordsOf(operation.path).some((word) => /^(assets?|files?|uploads?|media)$/.test(word)) ||
      /upload/i.test(textOf(operation.operationId))
    if (operation.method !== 'POST' || form?.schema === undefined || !isUpload) return []
    const schema = context.spec.sources.deref(form.schema)
    const properties = entries(child(schema, 'properties')).map(([name, place]) => [name, context.inliner.inline(place)] as const)
    const files = properties.filter(([, field]) => field['format'] === 'binary' || field['contentMediaType'] !== undefined)
    const required = child(schema, 'required')?.value
    const others = Array.isArray(required) ? required.filter((name) => name !== files[0]?.[0]) : []
    const id = answerFields(operation, context).find(({ name, segments }) => /(^|_)id$/.test(name) && segments.length <= 2)
    const [file] = files
    if (file === undefined || files.length > 1 || id === undefined || others.length > 0 || operation.path.includes('{')) return []
    const name = mediaOf([file[0]]) === 'image' ? 'upload-image' : 'upload-media'
    if (taken.has(name)) return []
    taken.add(name)
    const entry: DialectOperation = {
      name,
      upload: { file: file[0], result: 'file_id' },
      outputs: { file_id: { from: `$response.body#${id.pointer}`, type: 'id' } },
    }
    const why = `a form with one file, whose response has an id; add \`x-upload: ${name}\` to the fields that take it`
    return [
      {
        target: jsonPath(operation.place.pointer, context.spec.root.value),
        update: { 'x-operations': [entry] },
        notes: [{ at: '', confidence: 'medium', why }],
      },
    ]
  })
}
