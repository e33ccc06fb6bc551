import type { ProviderTable } from '@shotlist/core/contract'
import { child, entries, isObject, items, type Place, textOf } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'
import { compileServers } from './compile-access.ts'
import { compileErrors } from './compile-errors.ts'
import type { ProviderModel } from './model.ts'

/** The model of a document without the dialect: its servers and authentication, without named operations. */
export function compilePlainModel(spec: SpecDocument): ProviderModel {
  const info = child(spec.root, 'info')
  const title = textOf(child(info, 'title')?.value ?? 'API')
  const id = idOf(title)
  const env = id.replaceAll('-', '_').toUpperCase()
  const table: ProviderTable = {
    dialect: 1,
    id,
    title,
    document: { version: textOf(child(info, 'version')?.value ?? ''), hash: spec.sources.hash() },
    env: { key: `${env}_KEY`, baseUrl: `${env}_BASE_URL` },
    servers: servers(spec),
    auth: auth(spec),
    limits: { inFlight: 1, requestsPerMinute: 60 },
    money: { unit: 'credit' },
    errors: compileErrors(undefined),
    tasks: {},
    operations: {},
  }
  return { table, description: textOf(child(info, 'description')?.value ?? '').trim(), operations: {}, endpoints: {} }
}

/** `GitHub v3 REST API` -> `github-v3-rest-api`. */
function idOf(title: string): string {
  const ascii = title.normalize('NFKD').replaceAll(/[\u0300-\u036F'’]/g, '')
  const words = ascii.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.join('-') || 'api'
}

/** By OpenAPI, a document without servers is served from its own location, and server URLs may be relative to it. */
function servers(spec: SpecDocument): ProviderTable['servers'] {
  const absolute = compileServers(spec).filter(({ url }) => URL.canParse(url) && /^https?:/.test(url))
  if (absolute.length === 0) return [{ url: 'http://localhost', region: 'default' }]
  return absolute.map((server, index) => Object.assign(server, { region: index === 0 ? 'default' : `server-${index + 1}` }))
}

/**
 * The first scheme that takes a single value in a header or the query, among those that `security` names; without `security`, among all.
 */
function auth(spec: SpecDocument): ProviderTable['auth'] {
  const schemes = child(child(spec.root, 'components'), 'securitySchemes')
  const named = items(child(spec.root, 'security')).flatMap((requirement) => entries(requirement).map(([name]) => child(schemes, name)))
  const candidates = [...named, ...entries(schemes).map(([, scheme]) => scheme)]
  for (const candidate of candidates) {
    const found = authOf(spec.sources.deref(candidate))
    if (found !== null) return found
  }
  return null
}

function authOf(scheme: Place | undefined): ProviderTable['auth'] {
  if (!isObject(scheme?.value)) return null
  const { type, scheme: word, in: where, name } = scheme.value
  if (type === 'oauth2' || type === 'openIdConnect') return { in: 'header', name: 'Authorization', prefix: 'Bearer ' }
  if (type === 'http' && typeof word === 'string') {
    return { in: 'header', name: 'Authorization', prefix: `${word.charAt(0).toUpperCase()}${word.slice(1)} ` }
  }
  if (type !== 'apiKey' || typeof name !== 'string' || (where !== 'header' && where !== 'query')) return null
  return { in: where, name, prefix: '' }
}
