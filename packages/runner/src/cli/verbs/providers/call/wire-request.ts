import type { ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { createProviderClient, parseExact } from '@shotlist/core'
import type { Fields } from './read-fields.ts'

/** A request as the provider gets it, with placeholders for the API key and for what is only known when it is sent. */
export type WireRequest = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Stands for the key of a submission while the request is built. */
const KEY = '00000000-0000-4000-8000-000000000000'

/**
 * The request that a call would send. Nothing is sent, and no API key is read.
 *
 * @returns undefined for an upload, and for a request that cannot be built without the ids of its files
 */
export async function wireRequest(
  { model, operation, fields, region }: { model: ProviderModel; operation: string; fields: Fields; region: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Promise<WireRequest | undefined> {
  const { table } = model
  const kind = table.operations[operation]?.kind
  if (kind === 'upload') return undefined
  const name = `<${table.env.key}>`
  let sent: WireRequest | undefined
  const client = createProviderClient(table, {
    apiKey: table.auth?.jwt === undefined ? name : `${name}:${name}`,
    baseUrl: env[table.env.baseUrl],
    region,
    fetch: (url, init) => {
      sent = { method: init?.method ?? 'GET', url, headers: shownHeaders(model, init?.headers), ...defined({ body: bodyOf(init?.body) }) }
      return Promise.reject(new TypeError('a dry run sends nothing'))
    },
  })
  const input = withPlaceholders(fields) as Fields
  const options = { key: KEY, retry: false } as const
  await (kind === 'task' ? client.submit(operation, input, options) : client.call(operation, input, options)).catch(() => undefined)
  return sent === undefined ? undefined : (withoutKey(sent, name) as WireRequest)
}

function shownHeaders({ table: { auth, trace } }: ProviderModel, given: RequestInit['headers']): Record<string, string> {
  const headers = Object.fromEntries(new Headers(given))
  const traceName = trace?.toLowerCase() ?? ''
  if (headers[traceName] !== undefined && headers[traceName] !== KEY) headers[traceName] = '<a new UUID>'
  if (auth?.jwt !== undefined && auth.in === 'header') headers[auth.name.toLowerCase()] = `${auth.prefix}<a token made from the API key>`
  return headers
}

function bodyOf(body: unknown): unknown {
  if (body instanceof FormData) return Object.fromEntries(body)
  if (typeof body !== 'string') return undefined
  try {
    return parseExact(body)
  } catch {
    return body
  }
}

/** Puts words in place of files: their contents, or the ids that their uploads return. */
function withPlaceholders(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlaceholders)
  if (typeof value !== 'object' || value === null) return value
  const { $file, $url, file, upload } = value as Readonly<Record<string, unknown>>
  const source = $file ?? $url ?? (Object.keys(value).length === 1 ? file : undefined)
  if (source !== undefined) return upload === undefined ? `<contents of ${String(source)}>` : `<id of ${String(source)}>`
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlaceholders(item)]))
}

/** Puts words in place of the submission's key, and writes the API key's placeholder without the escapes of a URL. */
function withoutKey(value: unknown, name: string): unknown {
  if (typeof value === 'string')
    return value
      .replaceAll(encodeURIComponent(name), name)
      .replaceAll(KEY, '<a new UUID>')
      .replaceAll(KEY.replaceAll('-', ''), '<a new key in hex>')
  if (Array.isArray(value)) return value.map((item) => withoutKey(item, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutKey(item, name)]))
}
