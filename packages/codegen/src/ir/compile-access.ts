import type { ProviderTable, TokenRule } from '@shotlist/core/contract'
import type { DialectJwt } from '../dialect/dialect.gen.ts'
import { parseDurationMs } from '../dialect/duration.ts'
import { defined } from '../issues/defined.ts'
import { child, entries, isObject, items, textOf } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'

/** The document's `servers`, in order, with variables replaced by their defaults and without a trailing slash. */
export function compileServers(spec: SpecDocument): ProviderTable['servers'] {
  return items(child(spec.root, 'servers')).map((server) => {
    const region = child(server, 'x-region')?.value
    const description = child(server, 'description')?.value
    const variables = new Map(entries(child(server, 'variables')).map(([name, place]) => [name, textOf(child(place, 'default')?.value)]))
    const url = textOf(child(server, 'url')?.value).replaceAll(/\{([^}]+)\}/g, (written, name: string) => variables.get(name) ?? written)
    const named = { url: url.replace(/\/+$/, ''), region: typeof region === 'string' ? region : 'default' }
    return typeof description === 'string' ? Object.assign(named, { description }) : named
  })
}

/** The place of the API key: that of the first scheme in the root's `security`; without `security`, of the first scheme. */
export function compileAuth(spec: SpecDocument): ProviderTable['auth'] {
  const schemes = child(child(spec.root, 'components'), 'securitySchemes')
  const security = child(spec.root, 'security')
  const named = items(security).flatMap((requirement) => entries(requirement).map(([name]) => name))[0]
  const onlyOne = security === undefined ? entries(schemes)[0]?.[0] : undefined
  const name = named ?? onlyOne
  const scheme = name === undefined ? undefined : spec.sources.deref(child(schemes, name))?.value
  if (!isObject(scheme)) return null
  const jwt = compileToken(scheme['x-jwt'])
  if (scheme['type'] === 'http') return { in: 'header', name: 'Authorization', prefix: 'Bearer ', ...jwt }
  const word = scheme['x-key-prefix']
  const prefix = typeof word === 'string' ? `${word} ` : ''
  return { in: scheme['in'] === 'query' ? 'query' : 'header', name: textOf(scheme['name']), prefix, ...jwt }
}

function compileToken(written: unknown): { readonly jwt?: TokenRule } {
  if (!isObject(written)) return {}
  const { issuer = '{access}', lifetime = '30m', claims }: Partial<DialectJwt> = written
  return { jwt: { issuer, lifetimeSeconds: Math.round((parseDurationMs(textOf(lifetime)) ?? 0) / 1000), ...defined({ claims }) } }
}
