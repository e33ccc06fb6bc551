import type { ProviderModel } from '@shotlist/codegen'
import type { ProviderTable } from '@shotlist/core/contract'
import type { Problem } from '../../errors/issue.ts'
import type { Shipped } from './catalog.ts'

/**
 * The rules that a user's own document breaks about secrets. It may read only environment variables that are named after its id. It may not
 * use the id or the variables of a provider that ships, unless it has that id and sends its requests only to that provider's hosts. A pull
 * request may bring a manifest with its documents; without these rules it could send any secret of the machine to any host.
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
      { code: 'shipped-id', message: 'the document has the id s3, which is the name of the artifact store', hint: 'Give it another id.' },
    ]
  const twin = others.find(({ id }) => id === table.id)
  if (twin !== undefined) {
    if (isOfShipped(twin.id)) return []
    return [
      {
        code: 'shipped-id',
        message: `the document has the id ${table.id} of a provider that ships, and sends its requests to ${hosts.join(', ')}`,
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

/** The name of the variable with a provider's webhook secret, made from the name of its key variable: `PIXVERSE_WEBHOOK_SECRET`. */
export function secretVariable({ env }: Pick<ProviderTable, 'env'>): string {
  return `${env.key.replace(/_(?:API_)?(?:KEY|TOKEN)$/, '')}_WEBHOOK_SECRET`
}
