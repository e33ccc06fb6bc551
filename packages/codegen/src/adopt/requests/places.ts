import { namesIn } from '../../ir/schema/variants.ts'
import { defined } from '../../issues/defined.ts'
import { joinPointer } from '../../spec/json-pointer.ts'
import type { PlainObject } from '../../spec/place.ts'
import type { SourceFile } from '../../spec/source-file.ts'
import { type BodyField, canonicalOf, fileExtensions } from './body-fields.ts'

/** Objects in which vendors wrap the fields of a request. */
const WRAPPERS = /^(input|inputs|parameters|params|settings|options|config|configuration|data|arguments|args|payload|generation_?config)$/i

type Inner = (field: BodyField) => readonly BodyField[]

/**
 * A flat request for a body that wraps its fields in objects such as `input` and `parameters`; undefined if it does not, or if nothing would
 * be gained. Its fields refer to those of the document.
 */
export function flatRequest(
  root: { readonly fields: readonly BodyField[]; readonly schema: PlainObject },
  inner: Inner,
  main: SourceFile,
): PlainObject | undefined {
  const names = new Set(root.fields.map(({ name }) => name))
  const wrapped = root.fields.flatMap((field) => {
    const fields = WRAPPERS.test(field.name) ? inner(field) : []
    const clashes = fields.some(({ name }) => names.has(name)) || new Set(fields.map(({ name }) => name)).size < fields.length
    return fields.length === 0 || clashes ? [] : [{ field, fields }]
  })
  const all = wrapped.flatMap(({ fields }) => fields)
  const isTelling = all.some((field) => canonicalOf(field) !== undefined)
  const isUnique = new Set(all.map(({ name }) => name)).size === all.length && names.size === root.fields.length
  if (!isTelling || !isUnique || [...root.fields, ...all].some(({ place }) => place.file !== main)) return undefined
  const plain = root.fields.filter((field) => !wrapped.some((one) => one.field === field))
  const taken = new Set<string>()
  const declared = (field: BodyField, at?: string): PlainObject => {
    const canonical = canonicalOf(field)
    const isFree = canonical !== undefined && !taken.has(canonical)
    if (isFree) taken.add(canonical)
    return {
      $ref: `#${field.place.pointer}`,
      ...defined({ 'x-place': at, 'x-canonical': isFree ? canonical : undefined }),
      ...fileExtensions(field),
    }
  }
  const required = [
    ...namesIn(root.schema['required']).filter((name) => !wrapped.some(({ field }) => field.name === name)),
    ...wrapped.flatMap(({ field }) => (namesIn(root.schema['required']).includes(field.name) ? namesIn(field.schema['required']) : [])),
  ]
  return {
    type: 'object',
    ...defined({ required: required.length === 0 ? undefined : required }),
    properties: Object.fromEntries([
      ...plain.map((field) => [field.name, declared(field)] as const),
      ...wrapped.flatMap(({ field, fields }) =>
        fields.map((one) => [one.name, declared(one, joinPointer(joinPointer('', field.name), one.name))] as const),
      ),
    ]),
  }
}
