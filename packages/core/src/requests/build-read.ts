import type { Endpoint } from '../contract/index.ts'
import { partsOf } from '../expressions/parts-of.ts'
import type { PreparedRequest } from '../http/prepared-request.ts'
import { pointerSegments } from '../json/pointer.ts'
import { jsonOf } from './build-request.ts'
import { buildUrl } from './build-url.ts'

type Json = Record<string, unknown>

/** The object with a value at a place of the document's. */
const withAt = (root: unknown, [first, ...rest]: readonly string[], value: unknown): unknown =>
  first === undefined ? value : { ...(root as Json | undefined), [first]: withAt((root as Json | undefined)?.[first], rest, value) }

/** A task's id as the document wants it on the wire. */
export const idOnWire = (taskId: string, idIsInteger: boolean): string | bigint =>
  idIsInteger && /^\d+$/.test(taskId) ? BigInt(taskId) : taskId

export type ReadParts = {
  /** Where `value` goes. Absent for lists. */
  readonly place?: string
  readonly value?: unknown
  readonly baseUrl: string
}

/** The request that reads one task, many, or the recent ones. */
export const buildRead = (
  { operationId, method: written, path: template, fixed }: Endpoint & { readonly fixed?: Readonly<Record<string, unknown>> },
  { place, value, baseUrl }: ReadParts,
): PreparedRequest => {
  const method = written.toUpperCase()
  const hasBody = !['GET', 'HEAD', 'DELETE'].includes(method)
  const parts: Record<string, unknown> = { [hasBody ? 'body' : 'query']: fixed }
  const [, where, at = ''] = partsOf(place ?? '')
  if (where !== undefined) parts[where] = withAt(parts[where], where === 'body' ? pointerSegments(at) : [at], value)
  const { path = {}, query = {}, body = {} } = parts as Record<string, Json | undefined>
  const url = buildUrl({ operation: operationId, baseUrl, template, path, query })
  return {
    operation: operationId,
    method,
    url,
    ...(hasBody ? jsonOf(body) : { headers: {} }),
  }
}
