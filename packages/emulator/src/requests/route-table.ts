import type { EndpointModel, ProviderModel } from '@shotlist/codegen'

/** The endpoint for a path, with the path's parameters decoded. */
export type RouteMatch = { readonly endpoint: EndpointModel; readonly pathParameters: Readonly<Record<string, string>> }

type Route = {
  readonly endpoint: EndpointModel
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly ranks: readonly number[]
}

/** Finds endpoints by method and path, below the path of any of the document's servers. */
export class RouteTable {
  readonly #routes: readonly Route[]

  constructor(model: ProviderModel) {
    const bases = basePaths(model)
    this.#routes = Object.values(model.endpoints)
      .flatMap((endpoint) => bases.map((base) => route(endpoint, base)))
      .toSorted(compare)
  }

  /** The endpoint; `undefined` if no path of the document matches; `method` if only the method is wrong. */
  match(method: string, path: string): RouteMatch | 'method' | undefined {
    let pathKnown = false
    for (const { endpoint, pattern, names } of this.#routes) {
      const found = pattern.exec(path)
      if (found === null) continue
      pathKnown = true
      if (endpoint.method.toUpperCase() === method) {
        return { endpoint, pathParameters: Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? '')])) }
      }
    }
    return pathKnown ? 'method' : undefined
  }
}

function route(endpoint: EndpointModel, base: string): Route {
  const names: string[] = []
  const path = `${base}${endpoint.path}`
  const pattern = path
    .split(/(\{[^}]+\})/)
    .map((part) => {
      if (!part.startsWith('{')) return escaped(part)
      const reserved = part.startsWith('{+')
      names.push(part.slice(reserved ? 2 : 1, -1))
      return reserved ? '(.+)' : '([^/]+)'
    })
    .join('')
  return { endpoint, pattern: new RegExp(`^${pattern}/?$`), names, ranks: path.split('/').map(rankOf) }
}

/** How much a part of a path matches: 0 for fixed text, most for a parameter that holds slashes. */
function rankOf(part: string): number {
  if (!part.includes('{')) return 0
  const whole = /^\{[^}]+\}$/.test(part) ? 1 : 0
  return 1 + whole + (part.includes('{+') ? 2 : 0)
}

/** Orders the more concrete path first, as OpenAPI matches them: part by part, then the longer path. */
function compare({ ranks: one }: Route, { ranks: other }: Route): number {
  const differing = one.findIndex((rank, index) => rank !== other[index])
  return differing === -1 || differing >= other.length
    ? other.length - one.length
    : (one[differing] as number) - (other[differing] as number)
}

/** Text for a regular expression that matches it literally. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

/** The paths of a document's servers. */
export function basePaths({ table }: Pick<ProviderModel, 'table'>): readonly string[] {
  const bases = new Set(table.servers.map((server) => basePath(server.url)))
  return bases.size === 0 ? [''] : [...bases]
}

function basePath(url: string): string {
  // Not parsed as a URL, because the host may contain variables.
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/\/+$/, '')
}

/** A part of a path, decoded; as it stands if its escapes are not valid. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
