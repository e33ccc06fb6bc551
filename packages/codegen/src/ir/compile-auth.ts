import type { ProviderTable } from '@shotlist/core/contract'
import { child, entries, isObject, items, textOf } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'

/** Where the key goes: the first scheme of the root's `security`, or the only scheme there is. */
export function compileAuth(spec: SpecDocument): ProviderTable['auth'] {
  const schemes = child(child(spec.root, 'components'), 'securitySchemes')
  const security = child(spec.root, 'security')
  const named = items(security).flatMap((requirement) => entries(requirement).map(([name]) => name))[0]
  const onlyOne = security === undefined ? entries(schemes)[0]?.[0] : undefined
  const name = named ?? onlyOne
  const scheme = name === undefined ? undefined : spec.sources.deref(child(schemes, name))?.value
  if (!isObject(scheme)) return null
  if (scheme['type'] === 'http') return { in: 'header', name: 'Authorization', prefix: 'Bearer ' }
  const word = scheme['x-key-prefix']
  const prefix = typeof word === 'string' ? `${word} ` : ''
  return { in: scheme['in'] === 'query' ? 'query' : 'header', name: textOf(scheme['name']), prefix }
}
