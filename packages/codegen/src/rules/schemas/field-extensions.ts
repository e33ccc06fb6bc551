import { ownKeywords } from '../../keywords/add-keywords.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child } from '../../spec/place.ts'
import { shapeIssues } from '../dialect/shape-issues.ts'
import type { Rule } from '../rule.ts'

const extensions = ['x-upload', 'x-public-url', 'x-canonical', 'x-open-enum', 'x-message', ...ownKeywords]

/** The dialect's extensions of a schema are well formed and make sense where they stand. */
export const fieldExtensions: Rule = function* ({ schemas }) {
  for (const schema of schemas) {
    if (!extensions.some((extension) => child(schema, extension) !== undefined)) continue
    yield* shapeIssues(schema, 'field')
    const open = child(schema, 'x-open-enum')
    if (open !== undefined && child(schema, 'enum') === undefined) {
      yield issueAt(open, {
        code: 'open-enum',
        message: 'x-open-enum stands beside an enum, and there is none',
        hint: 'list the known values in `enum`',
      })
    }
    const publicUrl = child(schema, 'x-public-url')
    if (publicUrl !== undefined && child(schema, 'x-upload') !== undefined) {
      yield issueAt(publicUrl, { code: 'public-url', message: 'a field takes an upload or a public URL, not both' })
    }
  }
}
