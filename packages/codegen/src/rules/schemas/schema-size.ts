import { issueAt } from '../../spec/issue-at.ts'
import { schemaRoots } from '../../spec/schemas-of.ts'
import type { Rule } from '../rule.ts'

/** With all references written out every schema in use keeps to a size that can be worked with. */
export const schemaSize: Rule = function* ({ spec, inliner }) {
  for (const root of schemaRoots(spec)) inliner.inline(root)
  const seen = new Set<string>()
  for (const place of inliner.tooLarge) {
    if (seen.has(place.pointer)) continue
    seen.add(place.pointer)
    const hint = 'schemas refer to each other so that they multiply at every level'
    yield issueAt(place, { code: 'schema-too-large', message: 'with all references written out this schema is too large', hint })
  }
}
