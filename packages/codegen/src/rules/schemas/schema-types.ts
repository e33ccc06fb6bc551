import { issueAt } from '../../spec/issue-at.ts'
import { child, items, textOf } from '../../spec/place.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { Rule } from '../rule.ts'

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']

/** `type` is one of the seven, or a list of them. An unknown `format` is no mistake: JSON Schema says so. */
export const schemaTypes: Rule = function* ({ schemas }) {
  for (const schema of schemas) {
    const type = child(schema, 'type')
    if (type === undefined) continue
    for (const one of Array.isArray(type.value) ? items(type) : [type]) {
      if (types.includes(one.value as string)) continue
      const message = `${JSON.stringify(one.value)} is no type of JSON Schema`
      yield issueAt(one, { code: 'unknown-type', message, hint: didYouMean(textOf(one.value), types) })
    }
    if (Array.isArray(type.value) && type.value.length === 0)
      yield issueAt(type, { code: 'unknown-type', message: 'the list of types is empty' })
  }
}
