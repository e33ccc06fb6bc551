import type { ProviderTable } from '../contract/index.ts'
import { ConfigurationError } from '../errors/configuration-error.ts'

const withoutSlash = (path: string): string => path.replace(/\/+$/, '')

const parse = (url: string): URL => {
  if (URL.canParse(url) && /^https?:/.test(url)) return new URL(url)
  throw new ConfigurationError('The base URL is not an http or https URL.', {
    hint: 'Give scheme, host and port, such as http://127.0.0.1:8080.',
  })
}

/**
 * The URL that an operation's path is appended to: the region's server, or `override` in place of its scheme, host and port. A path in the
 * override stands in front of the document's (a proxy), unless the document's begins with it already.
 *
 * @throws ConfigurationError for a region that the document does not have, or a URL that is none.
 */
export const baseUrlOf = (
  {
    id,
    servers,
    operations,
  }: Pick<ProviderTable, 'id' | 'servers'> & { readonly operations: Readonly<Record<string, { readonly path: string }>> },
  { region, baseUrl: override }: { readonly region?: string | undefined; readonly baseUrl?: string | undefined },
): string => {
  const server = region === undefined ? servers[0] : servers.find((each) => each.region === region)
  if (server === undefined) {
    throw new ConfigurationError(`${id} has no region ${JSON.stringify(region)}.`, {
      hint: `Its regions: ${servers.map((each) => each.region).join(', ')}.`,
    })
  }
  if (override === undefined || override === '') return withoutSlash(server.url)
  const { origin, pathname } = parse(override)
  const serverPath = withoutSlash(parse(server.url).pathname)
  const given = withoutSlash(pathname)
  const beginsWithIt = Object.values(operations).every(({ path }) => `${serverPath}${path}`.startsWith(`${given}/`))
  return `${origin}${beginsWithIt ? '' : given}${serverPath}`
}
