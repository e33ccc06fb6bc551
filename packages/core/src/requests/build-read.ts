import type { Constants, Endpoint } from '../contract/index.ts'
import { partsOf } from '../expressions/evaluate.ts'
import type { PreparedRequest } from '../http/send-and-read.ts'
import { pointerSegments } from '../json/pointer.ts'
import { jsonOf } from './build-request.ts'
import { type ProviderHosts, providerAddress } from './provider-address.ts'
import { buildUrl } from './url.ts'

type Fields = Readonly<Record<string, unknown>>

/** A task's id as it is sent: a bigint if the document declares an integer, otherwise text. */
export function idOnWire(taskId: string, idIsInteger: boolean): string | bigint {
  return idIsInteger && /^\d+$/.test(taskId) ? BigInt(taskId) : taskId
}

type ReadOptions = ProviderHosts & {
  /** The expression for where `value` goes: `$request.path.id`; `$url` if it is the address. Absent for lists. */
  readonly target?: string
  /** A task's id as it is sent, or several. */
  readonly value?: unknown
}

/** Builds the request that reads one task, many tasks, or the recent ones. */
export function buildRead(
  { operationId, method: verb, path: template, fixed, parameters }: Endpoint & Constants,
  { target, value, baseUrl, hosts }: ReadOptions,
): PreparedRequest {
  const method = verb.toUpperCase()
  const hasBody = !['GET', 'HEAD', 'DELETE'].includes(method)
  const parts: Record<string, unknown> = { ...parameters, [hasBody ? 'body' : 'query']: fixed }
  const [, part, at = ''] = partsOf(target ?? '')
  if (part !== undefined) parts[part] = withValueAt(parts[part], part === 'body' ? pointerSegments(at) : [at], value)
  const { path = {}, query = {}, header = {}, body = {} } = parts as Record<string, Fields | undefined>
  const url =
    target === '$url'
      ? providerAddress(String(value), { operation: operationId, baseUrl, hosts, query })
      : buildUrl({ operation: operationId, baseUrl, template, path, query })
  const written = hasBody ? jsonOf(body) : undefined
  return {
    operation: operationId,
    method,
    url,
    ...written,
    headers: {
      ...written?.headers,
      ...Object.fromEntries(Object.entries(header).map(([name, text]) => [name.toLowerCase(), String(text)])),
    },
  }
}

/** Copies an object with a value set at a path. */
export function withValueAt(root: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  const fields = root as Fields | undefined
  return first === undefined ? value : { ...fields, [first]: withValueAt(fields?.[first], rest, value) }
}
