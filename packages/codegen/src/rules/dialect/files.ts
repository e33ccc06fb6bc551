import { describeFields } from '../../ir/describe-fields.ts'
import { isForm, mediaTypes } from '../../ir/media-types.ts'
import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, type Place, textOf } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

/** A field with `x-file` is a text, its type has a place, and its file can be written into the body. */
export const files: Rule = function* ({ spec, named, schemas }) {
  for (const schema of schemas) {
    yield* oneWay(schema)
    const fields = entries(child(schema, 'properties'))
    for (const [, field] of fields) {
      const names = fields.map(([name]) => name)
      yield* typePlace(spec.sources.deref(field), names)
    }
    yield* typePlace(spec.sources.deref(child(schema, 'items')), undefined)
  }
  for (const { entry, operation, input } of named) {
    for (const [pattern, { as }] of Object.entries(describeFields(input.schema).files ?? {})) {
      const isBody = operation.body !== undefined
      const isPart = isBody && mediaTypes(operation.body, spec.sources).some(({ type }) => isForm(type)) && /^\/[^/]+(\/-)?$/.test(pattern)
      if (isBody && (as !== 'part' || isPart)) continue
      yield issueAt(child(entry, 'request') ?? entry, {
        code: 'file-place',
        message: `${pattern.slice(1)} takes a file, ${isBody ? 'as a part, which only a field of a multipart/form-data body can be' : 'but the operation has no body'}`,
        hint: isBody
          ? 'write `as: data-uri` or `as: base64`, or describe the body as multipart/form-data'
          : 'remove x-file, or describe the body',
      })
    }
  }
}

function* oneWay(schema: Place): Generator<Issue> {
  const file = child(schema, 'x-file')
  if (file === undefined) return
  const type = child(schema, 'type')
  if (type !== undefined && type.value !== 'string') {
    yield issueAt(type, { code: 'file-type', message: `a field with x-file is of type string, not ${textOf(type.value)}` })
  }
  for (const other of ['x-upload', 'x-public-url']) {
    const beside = child(schema, other)
    const message = `a field takes its file by x-file or by ${other}, not both`
    const hint = 'if the field also takes an address, write `url: true` in x-file'
    if (beside !== undefined) yield issueAt(beside, { code: 'file-twice', message, hint, at: 'key' })
  }
}

/** @param fields names of the fields beside it; undefined for an item of a list */
function* typePlace(field: Place | undefined, fields: readonly string[] | undefined): Generator<Issue> {
  const written = child(child(field, 'x-file'), 'type_field')
  if (written === undefined || fields?.includes(textOf(written.value)) === true) return
  yield issueAt(written, {
    code: 'file-type-field',
    message:
      fields === undefined
        ? 'an item of a list has no fields beside it'
        : `the object has no field ${textOf(written.value)} beside the file`,
    hint:
      fields === undefined
        ? 'make the items objects with one field for the file and one for its type'
        : (didYouMean(textOf(written.value), fields) ?? 'add it to `properties`'),
  })
}
