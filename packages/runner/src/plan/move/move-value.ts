import type { FieldModel } from '@shotlist/codegen'
import { misfitOf, spellings } from '../request/field.ts'
import { OWNED_BY_PROVIDER } from './owned-by-provider.ts'

/** A value in the form of another provider's field, or why it has none. */
export type ValueMove = { readonly value: unknown; readonly note?: string } | { readonly why: string }

/** Two fields with the same meaning, and the ids of their providers. */
export type FieldPair = {
  readonly from: FieldModel
  readonly to: FieldModel
  readonly providers: { readonly from: string; readonly to: string }
}

/** Converts one value. Expressions stay unchanged. */
export function moveValue(value: unknown, pair: FieldPair): ValueMove {
  const { from, to, providers } = pair
  const owned = from.canonical !== undefined && OWNED_BY_PROVIDER.has(from.canonical)
  if (isExpression(value)) return owned ? { value, note: 'the job it names must move too' } : { value }
  if (owned) return { why: `it belongs to ${providers.from}` }
  if (Array.isArray(value)) return moveList(value, pair)
  if ([from, to].some(({ upload, file, publicUrl }) => upload !== undefined || file !== undefined || publicUrl))
    return moveMedia(value, pair)
  const fitting = spellings(value, from).find((one) => misfitOf(one, to) === undefined)
  if (fitting === undefined) return { why: `${misfitOf(value, to)} at ${providers.to}` }
  const isKnown = !to.open || to.enum === undefined || to.enum.some((one) => one === fitting)
  return isKnown ? { value: fitting } : { value: fitting, note: `${String(fitting)} is not in the list of known values of ${providers.to}` }
}

export function isExpression(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${{')
}

function moveList(values: readonly unknown[], pair: FieldPair): ValueMove {
  const moves = values.map((value) => moveValue(value, { ...pair, from: itemOf(pair.from), to: itemOf(pair.to) }))
  return moves.find((move) => 'why' in move) ?? { value: moves.map((move) => ('value' in move ? move.value : undefined)) }
}

/** The field of one entry of a list. */
export function itemOf(field: FieldModel): FieldModel {
  return { ...field, type: field.type.replace(/\[\]$/, '') }
}

/** Images, clips and sounds: a URL can move to most fields, a file only to a field that accepts files, an upload's id never. */
function moveMedia(value: unknown, { from, to, providers }: FieldPair): ValueMove {
  const uploads = to.upload !== undefined || to.file !== undefined
  if (isFile(value)) return uploads ? { value } : { why: `${providers.to} accepts only a public URL, and a file on this machine has none` }
  const url = urlOf(value)
  if (url !== undefined && to.file !== undefined && to.file.url !== true && !url.startsWith('data:'))
    return { why: `${providers.to} accepts only a file there: save it beside the manifest` }
  if (url !== undefined) return { value: uploads && !url.startsWith('data:') ? { url } : url }
  return from.upload === undefined && !uploads
    ? { value }
    : { why: `an upload belongs to ${providers.from}: give the file or its URL in place of the id` }
}

function isFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'file' in value
}

function urlOf(value: unknown): string | undefined {
  const text = typeof value === 'object' && value !== null && 'url' in value ? value.url : value
  return typeof text === 'string' && /^(https?|data):/i.test(text) ? text : undefined
}
