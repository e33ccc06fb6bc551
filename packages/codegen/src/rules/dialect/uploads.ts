import type { DialectCandidates } from '../../dialect/dialect.gen.ts'
import { candidates, namesItems } from '../../ir/candidates.ts'
import { mediaTypes } from '../../ir/media-types.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { propertiesInPlace } from '../../spec/in-place.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, textOf } from '../../spec/place.ts'
import type { NamedOperation, Rule } from '../rule-context.ts'

/** `x-upload` names an upload operation, and an upload operation has the field and the output that it names. */
export const uploads: Rule = function* ({ spec, named, schemas, inliner }) {
  const uploaders = named.filter(({ entry }) => child(entry, 'upload') !== undefined)
  const names = uploaders.map(({ written }) => textOf(written.name))
  for (const schema of schemas) {
    const upload = child(schema, 'x-upload')
    if (upload === undefined) continue
    const uploader = uploaders.find(({ written }) => written.name === upload.value)
    const [missing] = uploader === undefined ? [] : neededBeside(uploader)
    if (missing !== undefined) {
      yield issueAt(upload, {
        code: 'upload-needs-more',
        message: `${textOf(upload.value)} also needs ${missing}, but x-upload passes only the file`,
        hint: 'set its value in `fixed` of the upload, or remove `x-upload`: users then upload the file themselves',
      })
    }
    if (uploader !== undefined) continue
    yield issueAt(upload, {
      code: 'unknown-upload',
      message: `no operation called ${textOf(upload.value)} takes an upload`,
      hint: didYouMean(textOf(upload.value), names),
    })
  }
  for (const { entry, operation } of uploaders) {
    const outputs = entries(child(entry, 'outputs')).map(([name]) => name)
    const result = child(child(entry, 'upload'), 'result')
    if (result !== undefined && !outputs.includes(textOf(result.value))) {
      const message = `the operation has no output ${textOf(result.value)}`
      yield issueAt(result, { code: 'upload-result', message, hint: didYouMean(textOf(result.value), outputs) ?? 'add it under `outputs`' })
    }
    const from = child(child(child(entry, 'outputs'), textOf(result?.value)), 'from')
    if (from !== undefined && candidates(from.value as DialectCandidates).some(namesItems)) {
      const message = "the file's id is one value, and `-` names every item of a list: write the number of the item, the first is 0"
      yield issueAt(from, { code: 'upload-result', message })
    }
    const media = mediaTypes(operation.body, spec.sources)[0]?.schema
    const fields = media === undefined ? [] : [...propertiesInPlace(inliner.inline(media)).keys()]
    for (const key of ['file', 'url']) {
      const field = child(child(entry, 'upload'), key)
      if (field === undefined || fields.includes(textOf(field.value))) continue
      yield issueAt(field, {
        code: 'upload-field',
        message: `the body has no field ${textOf(field.value)}`,
        hint: didYouMean(textOf(field.value), fields),
      })
    }
  }
}

/** Required fields of an upload, apart from the file and fixed fields. */
function neededBeside({ entry, input }: NamedOperation): string[] {
  const upload = child(entry, 'upload')
  const given = new Set([child(upload, 'file')?.value, child(upload, 'url')?.value])
  const { required } = input.schema
  return Array.isArray(required) ? required.map(textOf).filter((name) => !given.has(name)) : []
}
