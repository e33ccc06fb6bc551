import { mediaTypes } from '../../ir/media-types.ts'
import { propertiesInPlace } from '../../ir/schema/in-place.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries } from '../../spec/place.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { Rule } from '../rule.ts'

/** `x-upload` names an upload operation, and upload operations have the field and the output they name. */
export const uploads: Rule = function* ({ spec, named, schemas, inliner }) {
  const uploaders = named.filter(({ entry }) => child(entry, 'upload') !== undefined)
  const names = uploaders.map(({ written }) => String(written.name))
  for (const schema of schemas) {
    const upload = child(schema, 'x-upload')
    if (upload === undefined || names.includes(String(upload.value))) continue
    yield issueAt(upload, {
      code: 'unknown-upload',
      message: `no operation called ${String(upload.value)} takes an upload`,
      hint: didYouMean(String(upload.value), names),
    })
  }
  for (const { entry, operation } of uploaders) {
    const outputs = entries(child(entry, 'outputs')).map(([name]) => name)
    const result = child(child(entry, 'upload'), 'result')
    if (result !== undefined && !outputs.includes(String(result.value))) {
      const message = `the operation has no output ${String(result.value)}`
      yield issueAt(result, { code: 'upload-result', message, hint: didYouMean(String(result.value), outputs) ?? 'add it under `outputs`' })
    }
    const media = mediaTypes(operation.body, spec.sources)[0]?.schema
    const fields = media === undefined ? [] : [...propertiesInPlace(inliner.inline(media)).keys()]
    for (const key of ['file', 'url']) {
      const field = child(child(entry, 'upload'), key)
      if (field === undefined || fields.includes(String(field.value))) continue
      yield issueAt(field, {
        code: 'upload-field',
        message: `the body has no field ${String(field.value)}`,
        hint: didYouMean(String(field.value), fields),
      })
    }
  }
}
