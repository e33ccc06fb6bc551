import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items, type Place, textOf } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

/** `security` names existing schemes, and the one that is used needs only a single key. */
export const security: Rule = function* ({ spec }) {
  const schemes = child(child(spec.root, 'components'), 'securitySchemes')
  const names = entries(schemes).map(([name]) => name)
  const root = child(spec.root, 'security')
  const lists = [root, ...spec.operations.map((operation) => child(operation.place, 'security'))]
  for (const requirement of lists.flatMap(items).flatMap(entries)) {
    const [name, place] = requirement
    if (!names.includes(name)) {
      yield issueAt(place, {
        code: 'security-scheme',
        message: `there is no security scheme ${name}`,
        hint: didYouMean(name, names),
        at: 'key',
      })
    }
  }
  const used = items(root).flatMap(entries)[0]?.[0] ?? (root === undefined ? names[0] : undefined)
  if (used === undefined) {
    if (root === undefined) {
      const hint = 'add `security` and components.securitySchemes; write `security: []` if the API needs no key'
      yield issueAt(spec.root, { code: 'no-security', severity: 'warning', message: 'the document does not say where the key goes', hint })
    }
    return
  }
  const scheme = spec.sources.deref(child(schemes, used))
  if (scheme !== undefined) yield* usable(used, scheme)
}

function* usable(name: string, scheme: Place): Generator<Issue> {
  const type = child(scheme, 'type')?.value
  if (type === 'apiKey') {
    const where = child(scheme, 'in')
    if (where?.value !== 'header' && where?.value !== 'query') {
      yield issueAt(where ?? scheme, { code: 'security-scheme', message: `the key of ${name} must go into a header or the query` })
    }
    if (typeof child(scheme, 'name')?.value !== 'string')
      yield issueAt(scheme, { code: 'security-scheme', message: `the scheme ${name} has no name` })
    const prefix = child(scheme, 'x-key-prefix')
    if (prefix !== undefined && (where?.value !== 'header' || typeof prefix.value !== 'string' || !/^[\x21-\x7e]+$/.test(prefix.value))) {
      const message = 'x-key-prefix is one word that comes before the key, in a header'
      yield issueAt(prefix, { code: 'security-scheme', message, hint: 'for example `x-key-prefix: Key`' })
    }
  } else if (type !== 'http' || textOf(child(scheme, 'scheme')?.value).toLowerCase() !== 'bearer') {
    const hint = 'use `type: http` with `scheme: bearer`, or `type: apiKey`, with `x-key-prefix` for a word before the key'
    yield issueAt(child(scheme, 'type') ?? scheme, {
      code: 'security-scheme',
      message: `the scheme ${name} is not one that takes a single key`,
      hint,
    })
  }
}
