import type { ProviderTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** Dots alone would climb up the path once the URL is resolved, however they are written. */
function segment(operation: string, name: string, value: unknown): string {
  const text = asText(value ?? '')
  if (/^\.{0,2}$/.test(text)) {
    throw new InvalidInputError(operation, [{ pointer: `/${name}`, message: `${name} cannot be part of a URL: ${JSON.stringify(text)}` }])
  }
  return encodeURIComponent(text)
}

export type UrlParts = {
  readonly operation: string
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** With `{names}` in it. */
  readonly template: string
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
}

/**
 * The URL of a request. Lists in the query are repeated (`ids=1&ids=2`).
 *
 * @throws InvalidInputError for a path field that is empty, or would change the path.
 */
export function buildUrl({ operation, baseUrl, template, path, query }: UrlParts): string {
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => segment(operation, name, path[name]))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined && each !== null) search.append(name, asText(each))
  }
  const text = search.toString()
  return `${baseUrl}${filled}${text === '' ? '' : `?${text}`}`
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '')
}

function parse(url: string): URL {
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
export function baseUrlOf(
  {
    id,
    servers,
    operations,
  }: Pick<ProviderTable, 'id' | 'servers'> & { readonly operations: Readonly<Record<string, { readonly path: string }>> },
  { region, baseUrl: override }: { readonly region?: string | undefined; readonly baseUrl?: string | undefined },
): string {
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
