import { namedFields } from '../../explain/rule-message.ts'
import { suggest } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child } from '../../spec/place.ts'
import type { Rule } from '../rule.ts'

/** `{field}` in messages names fields there are. Schemas do not know which operations use them, so only slips of known names are told. */
export const messages: Rule = function* ({ schemas }) {
  const known = new Set(schemas.flatMap((schema) => Object.keys((child(schema, 'properties')?.value ?? {}) as object)))
  for (const schema of schemas) {
    const message = child(schema, 'x-message')
    if (typeof message?.value !== 'string') continue
    for (const name of namedFields(message.value)) {
      if (name.split('.').every((part) => known.has(part))) continue
      const nearest = suggest(name, known)
      const hint = nearest === undefined ? 'braces stand for a field: no schema of the document has it' : `did you mean {${nearest}}?`
      yield issueAt(message, { code: 'message-field', severity: 'warning', message: `{${name}} is no field`, hint })
    }
  }
}
