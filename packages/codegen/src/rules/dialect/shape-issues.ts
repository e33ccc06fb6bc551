import { checkDialect, type DialectPart } from '../../dialect/dialect-schema.ts'
import { explainErrors } from '../../explain/explain-errors.ts'
import type { Issue } from '../../issues/issue.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { splitPointer } from '../../spec/json-pointer.ts'
import type { Place } from '../../spec/place.ts'

/** What the dialect's schema says against an extension. */
export function shapeIssues(place: Place, part: DialectPart): Issue[] {
  const subject = splitPointer(place.pointer).findLast((segment) => segment.startsWith('x-')) ?? part
  return explainErrors(checkDialect(part, place.value), { data: place.value, subject }).map((issue) => {
    const unknownKey = issue.keyword === 'additionalProperties'
    return issueAt(
      { file: place.file, pointer: `${place.pointer}${issue.pointer}` },
      { code: unknownKey ? 'dialect-unknown-key' : 'dialect', message: issue.message, ...(unknownKey ? { at: 'key' } : {}) },
    )
  })
}
