import { issueAt } from '../../spec/issue-at.ts'
import { child, isObject, textOf } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

/** The document is OpenAPI 3.0 or 3.1, and its root has the required keys. */
export const openapiVersion: Rule = function* ({ spec, plain }) {
  const { root } = spec
  if (!isObject(root.value)) {
    yield issueAt(root, { code: 'not-openapi', message: 'this is not an OpenAPI document: a map with `openapi: 3.1.0` is expected' })
    return
  }
  const version = child(root, 'openapi')
  if (version === undefined) {
    const hint = 'swagger' in root.value ? 'this is Swagger 2.0: convert it to OpenAPI 3.1' : 'begin the document with `openapi: 3.1.0`'
    yield issueAt(root, { code: 'not-openapi', message: 'this is not an OpenAPI document: it has no `openapi` version', hint })
  } else if (!/^3\.[01](\.\d+)?(-|$)/.test(textOf(version.value))) {
    const message = `OpenAPI ${textOf(version.value)} is not supported`
    yield issueAt(version, { code: 'not-openapi', message, hint: 'use OpenAPI 3.0 or 3.1' })
  }
  for (const name of ['title', 'version']) {
    const place = child(child(root, 'info'), name)
    if (typeof place?.value === 'string') continue
    const message = place === undefined ? `info.${name} is missing` : `info.${name} must be text`
    yield issueAt(place ?? child(root, 'info') ?? root, { code: 'info', message, hint: 'numbers are text in quotes' })
  }
  const needsPaths = !plain || child(root, 'webhooks') === undefined
  if (needsPaths && !isObject(child(root, 'paths')?.value)) {
    yield issueAt(child(root, 'paths') ?? root, { code: 'no-paths', message: 'the document has no paths' })
  }
}
