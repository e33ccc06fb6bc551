import { isForm, mediaTypes } from '../../ir/media-types.ts'
import { defined } from '../../issues/defined.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { splitPointer } from '../../spec/json-pointer.ts'
import { isObject, type PlainObject, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { jsonPath } from '../json-path.ts'
import type { Action, Note } from '../proposal.ts'
import { type BodyField, bodyFields, canonicalOf, fileExtensions } from './body-fields.ts'

const MAX_DEPTH = 4

/** Common names of the fields of requests, and which of them take files: an action for each object that declares some. */
export function extendFields(operations: readonly SpecOperation[], context: RuleContext): Action[] {
  const objects = new Map<string, { update: Record<string, PlainObject>; notes: Note[] }>()
  for (const operation of operations) {
    const [body] = mediaTypes(operation.body, context.spec.sources)
    extend(bodyFields(body?.schema, fieldContext(context)), { depth: 0, isForm: body !== undefined && isForm(body.type), objects, context })
  }
  return [...objects].map(([pointer, { update, notes }]) => ({ target: jsonPath(pointer, context.spec.root.value), update, notes }))
}

function fieldContext({ spec, inliner }: RuleContext) {
  return { sources: spec.sources, inliner }
}

type Extending = {
  readonly depth: number
  /** Only fields of a form can be parts of it. */
  readonly isForm: boolean
  readonly objects: Map<string, { update: Record<string, PlainObject>; notes: Note[] }>
  readonly context: RuleContext
}

function extend(fields: readonly BodyField[], extending: Extending): void {
  const { depth, objects, context } = extending
  const taken = new Map<string, string>()
  for (const field of fields) {
    // An overlay changes only the document's first file.
    if (field.place.file !== context.spec.sources.main) continue
    const canonical = depth === 0 ? canonicalOf(field) : undefined
    const isFree = canonical !== undefined && (taken.get(canonical) ?? field.name) === field.name
    if (isFree) taken.set(canonical, field.name)
    const file = canonical === 'callback' ? undefined : usable(fileExtensions(field), extending)
    const added = { ...defined({ 'x-canonical': isFree ? canonical : undefined }), ...file }
    if (Object.keys(added).length > 0) add(field, added, objects)
    if (depth >= MAX_DEPTH || file !== undefined) continue
    extend([...bodyFields(field.place, fieldContext(context))], { ...extending, depth: depth + 1 })
    extendItems(field, { ...extending, depth: depth + 1 })
  }
}

/** A file is a part only of a form, and only as one of its own fields. */
function usable(file: PlainObject | undefined, { depth, isForm: inForm }: Extending): PlainObject | undefined {
  const written = file?.['x-file']
  const isPart = isObject(written) && written['as'] === 'part'
  return isPart && (!inForm || depth > 0) ? undefined : file
}

/** The items of a list may take files too. */
function extendItems(field: BodyField, extending: Extending): void {
  const { sources } = extending.context.spec
  const items = sources.deref(field.place)
  const item =
    items === undefined || typeof items.value !== 'object' || items.value === null ? undefined : (items.value as PlainObject)['items']
  if (items === undefined || typeof item !== 'object' || item === null) return
  const place = { file: items.file, pointer: `${items.pointer}/items`, value: item }
  const target = sources.deref(place)
  if (target === undefined || items.file !== sources.main) return
  const name = field.name.replace(/s$/, '')
  const file = usable(fileExtensions({ name, schema: extending.context.inliner.inline(place) }), {
    ...extending,
    depth: extending.depth - 1,
  })
  if (file !== undefined) add({ ...field, place }, file, extending.objects)
  else extend(bodyFields(place, fieldContext(extending.context)), extending)
}

function add({ place }: BodyField, added: PlainObject, objects: Extending['objects']): void {
  const segments = splitPointer(place.pointer)
  const name = segments.at(-1) ?? ''
  const holder = place.pointer.slice(0, place.pointer.lastIndexOf('/'))
  const known = objects.get(holder) ?? { update: {}, notes: [] }
  objects.set(holder, known)
  known.update[name] = { ...known.update[name], ...added }
  if (known.notes.length === 0)
    known.notes.push({ at: '', confidence: 'medium', why: 'common names and files, by the names and formats of the fields' })
  if (textOf((added['x-file'] as PlainObject | undefined)?.['as'] ?? '') !== '') {
    known.notes.push({
      at: `/${place.pointer.slice(place.pointer.lastIndexOf('/') + 1)}`,
      confidence: 'medium',
      why: 'its format or description says that it takes the bytes of a file',
    })
  }
}
