import { InvalidInputError } from '../errors/invalid-input-error.ts'

/** Where a client sends its requests, and the provider's other hosts. */
export type ProviderHosts = { readonly baseUrl: string; readonly hosts?: readonly string[] | undefined }

/** The hosts that may get the API key. */
export function ownHosts({ baseUrl, hosts = [] }: ProviderHosts): ReadonlySet<string> {
  return new Set([new URL(baseUrl).host, ...hosts])
}

/**
 * The address of a request that the provider named in a response. One that begins with `/` is below the base URL.
 *
 * @throws InvalidInputError if it is not on a host of the provider, or loses the encryption of the base URL. Nothing is sent then.
 */
export function providerAddress(
  named: string,
  { operation, query, ...own }: ProviderHosts & { readonly operation: string; readonly query: Readonly<Record<string, unknown>> },
): string {
  const refuse = (message: string): never => {
    throw new InvalidInputError(operation, [{ pointer: '', message }])
  }
  const text = named.startsWith('/') ? `${own.baseUrl}${named}` : named
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return refuse('the address that the provider named is not an http or https URL')
  const { host, protocol } = url
  if (!ownHosts(own).has(host))
    return refuse(`the provider named an address at ${host}. If that is a host of the provider, add it to x-provider.hosts in the document`)
  if (protocol === 'http:' && own.baseUrl.startsWith('https:')) return refuse(`the provider named an address at ${host} without TLS`)
  url.username = ''
  url.password = ''
  url.hash = ''
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
  return url.href
}
