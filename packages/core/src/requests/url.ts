import type { ProviderTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** A value as a path segment. An empty value, `.` and `..` are refused: URL parsers resolve dots, even encoded ones. */
function segment(operation: string, name: string, value: unknown): string {
  const text = asText(value ?? '')
  if (/^\.{0,2}$/.test(text)) {
    throw new InvalidInputError(operation, [{ pointer: `/${name}`, message: `${name} cannot be part of a URL: ${JSON.stringify(text)}` }])
  }
  return encodeURIComponent(text)
}

export type UrlParts = {
  readonly operation: string
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** With `{names}` in it, and `{+names}` whose slashes stay. */
  readonly template: string
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
}

/**
 * Builds the URL of a request. A list in the query becomes a repeated parameter (`ids=1&ids=2`).
 *
 * @throws InvalidInputError for a path field, or a part of one between slashes, that is empty, `.` or `..`.
 */
export function buildUrl({ operation, baseUrl, template, path, query }: UrlParts): string {
  const filled = template.replace(/\{(\+?)([^{}]+)\}/g, (_, reserved: string, name: string) =>
    (reserved === '' ? [path[name]] : asText(path[name] ?? '').split('/')).map((value) => segment(operation, name, value)).join('/'),
  )
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
    hint: 'Pass scheme, host and port, such as http://127.0.0.1:8080.',
  })
}

/**
 * The URL that an operation's path is appended to: the region's server, with scheme, host and port replaced by `override`. A path in the override
 * (of a proxy) is prepended to the document's paths, unless they already begin with it.
 *
 * @throws ConfigurationError for an unknown region or an invalid URL.
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
