import type { EndpointModel, ProviderModel } from '@shotlist/codegen'
import type { OutputRule } from '../documents/terms.ts'
import { FILES_PATH } from '../files/file-link.ts'
import { basePaths, decode } from '../requests/route-table.ts'
import { baseResponse } from '../responses/base-response.ts'
import { readFirst } from '../responses/draft.ts'
import type { Context } from './context.ts'

/**
 * The address of a file in the form of the document's example, if that is below the server: the path of a documented request, or any
 * path that begins with `/`. `undefined` for files at other hosts.
 */
export function documentedAddress(context: Context, rule: Pick<OutputRule, 'from'>, name: string): string | undefined {
  const example = exampleOf(context.model, rule)
  if (example === undefined) return undefined
  if (/^\/(?!\/)/.test(example)) {
    const base = basePaths(context.model)[0] ?? ''
    return withFile(context, `${base}${example}`, name)?.slice(base.length) ?? `${FILES_PATH}${name}`
  }
  const path = pathAtServer(context.model, example)
  const made = path === undefined ? undefined : withFile(context, path, name)
  return made === undefined ? undefined : `${context.url}${made}`
}

/** The path of a documented GET request with the file's name as its last parameter. */
function withFile({ routes }: Context, path: string, name: string): string | undefined {
  const found = routes.match('GET', path)
  const value = typeof found === 'object' ? Object.values(found.pathParameters).at(-1) : undefined
  const parts = path.split('/')
  const at = parts.findLastIndex((part) => decode(part) === value)
  return at === -1 ? undefined : parts.with(at, name).join('/')
}

/** The path of an address at one of the document's servers. */
function pathAtServer({ table }: ProviderModel, address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return table.servers.some((server) => URL.canParse(server.url) && new URL(server.url).host === url?.host) ? url?.pathname : undefined
}

const known = new WeakMap<object, string | undefined>()

/** What the document's example of the response has where the output is read. Kept, because each read of a task asks for it. */
function exampleOf(model: ProviderModel, rule: Pick<OutputRule, 'from'>): string | undefined {
  if (known.has(rule)) return known.get(rule)
  const endpoint = operationIdOf(model, rule)
  const response = endpoint === undefined ? undefined : model.endpoints[endpoint]
  const found =
    response &&
    readFirst(
      baseResponse(response, (draft) => readFirst(draft, rule.from) !== undefined),
      rule.from,
    )
  const example = typeof found === 'string' ? found : redirectPath(model)
  known.set(rule, example)
  return example
}

/**
 * The path of the document's redirect, if it has one that nothing else reads: without an example, that is where files are. Any value stands
 * for its parameters.
 */
function redirectPath({ table, endpoints }: ProviderModel): string | undefined {
  const read = new Set(Object.values(table.tasks).flatMap((rules) => Object.values(rules).map((rule) => operationIdIn(rule))))
  const found = Object.values(endpoints).filter(
    (endpoint) =>
      endpoint.method === 'GET' && !read.has(endpoint.operationId) && redirectStatus(endpoint) !== undefined && endpoint.path.includes('{'),
  )
  return found.length === 1 ? found[0]?.path.replaceAll(/\{[^}]*\}/g, 'any') : undefined
}

function operationIdIn(rule: unknown): unknown {
  return typeof rule === 'object' && rule !== null && 'operationId' in rule ? rule.operationId : undefined
}

/** The status of a redirect, if the document says that a request answers with nothing else. */
export function redirectStatus({ answers }: EndpointModel): number | undefined {
  const statuses = Object.keys(answers)
  const found = statuses.find((status) => /^3\d\d$/.test(status))
  return found === undefined || statuses.some((status) => status.startsWith('2')) ? undefined : Number(found)
}

/** The operation whose response holds an output. */
function operationIdOf({ table, endpoints }: ProviderModel, rule: Pick<OutputRule, 'from'>): string | undefined {
  for (const { outputs, read, result } of Object.values(table.tasks)) {
    const own = Object.values(outputs).find((output) => output === rule)
    if (own !== undefined) return own.in === 'result' ? result?.operationId : read.operationId
  }
  const operation = Object.values(table.operations).find(({ outputs }) => Object.values(outputs).some((output) => output === rule))
  return Object.values(endpoints).find(({ names }) => operation !== undefined && names.includes(operation.name))?.operationId
}
