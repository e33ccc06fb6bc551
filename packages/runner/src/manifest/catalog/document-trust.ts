import type { ProviderModel } from '@shotlist/codegen'
import type { ProviderTable } from '@shotlist/core/contract'
import type { Problem } from '../../errors/issue.ts'
import type { Shipped } from './catalog.ts'

/**
 * What a document that does not ship claims and may not have: variables of the environment beyond its own, or the id or the variables of a
 * provider that ships, for hosts that are not that provider's. A manifest may come with a pull request, and its documents with it: without
 * this rule, it chooses which secret of the machine is sent where.
 */
export function documentTrustProblems({ table }: ProviderModel, shipped: Shipped): Problem[] {
  const others = shipped.ids.flatMap((id) => shipped.load(id)?.table ?? [])
  const hosts = table.servers.map(({ url }) => hostOf(url))
  const isOfShipped = (id: string): boolean => {
    const known = new Set(others.find((other) => other.id === id)?.servers.map(({ url }) => hostOf(url)))
    return hosts.every((host) => known.has(host))
  }
  if (table.id === 's3')
    return [
      { code: 'shipped-id', message: 'the document takes the id s3, by which the artifact store is named', hint: 'Give it another id.' },
    ]
  const twin = others.find(({ id }) => id === table.id)
  if (twin !== undefined) {
    if (isOfShipped(twin.id)) return []
    return [
      {
        code: 'shipped-id',
        message: `the document takes the id ${table.id} of a provider that ships, and sends its requests to ${hosts.join(', ')}`,
        hint: `Give it an id of its own. To reach ${twin.title} at another address, set ${twin.env.baseUrl}.`,
      },
    ]
  }
  const own = table.id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
  const reserved = new Set(others.flatMap((other) => [other.env.key, other.env.baseUrl, secretVariable(other)]))
  const rules = [
    { name: table.env.key, allowed: [`${own}_API_KEY`, `${own}_API_TOKEN`] },
    { name: table.env.baseUrl, allowed: [`${own}_BASE_URL`] },
  ]
  return rules.flatMap(({ name, allowed }) => {
    if (allowed.includes(name) && !reserved.has(name)) return []
    const whose = reserved.has(name) ? ', which belongs to a provider that ships' : ''
    return [
      {
        code: 'foreign-variable',
        message: `the document of ${table.id} reads the variable ${name}${whose}`,
        hint: reserved.has(name) ? 'Give it another id, and variables that begin with it.' : `It may read ${allowed.join(' or ')}.`,
      },
    ]
  })
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}

/** The environment variable with what a provider signs its deliveries with, named after that of its key: `PIXVERSE_WEBHOOK_SECRET`. */
export function secretVariable({ env }: Pick<ProviderTable, 'env'>): string {
  return `${env.key.replace(/_(?:API_)?(?:KEY|TOKEN)$/, '')}_WEBHOOK_SECRET`
}
