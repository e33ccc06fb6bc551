import type { ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'

/** A response of plain `fetch`. Integers that a double cannot hold are given as text. */
export type PlainResponse = { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: unknown }

type Rule = ProviderModel['table']['tasks'][string]['states'][number]

/** A client that uses only the document's model and `fetch`, and shares no code with the emulator. */
export class PlainClient {
  readonly model: ProviderModel
  readonly url: string
  key = 'a-key'

  constructor(model: ProviderModel, url: string) {
    this.model = model
    this.url = url
  }

  /** Sends an operation's example, overlaid with `fields`; fields that are `undefined` are left out. */
  send(name: string, fields: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<PlainResponse> {
    const operation = this.model.table.operations[name]
    if (operation === undefined) throw new Error(`no operation ${name}`)
    const input: Record<string, unknown> = { ...this.model.operations[name]?.example, ...operation.fixed, ...fields }
    const query = new URLSearchParams(
      operation.queryFields.flatMap((field) => (input[field] === undefined ? [] : [[field, String(input[field])]])),
    )
    let path = operation.path
    for (const field of operation.pathFields) path = path.replace(`{${field}}`, encodeURIComponent(String(input[field])))
    const elsewhere = new Set([...operation.pathFields, ...operation.queryFields])
    const entries = Object.entries(input).filter(([field, value]) => !elsewhere.has(field) && value !== undefined)
    const suffix = query.size > 0 ? `?${query.toString()}` : ''
    if (operation.body === 'none') return this.request(operation.method, `${path}${suffix}`, { headers })
    if (operation.body === 'form') {
      const form = new FormData()
      for (const [field, value] of entries) form.set(field, value instanceof Blob ? value : String(value))
      return this.request(operation.method, `${path}${suffix}`, { headers, body: form })
    }
    return this.request(operation.method, `${path}${suffix}`, {
      headers: { 'content-type': 'application/json', ...headers },
      body: json(Object.fromEntries(entries)),
    })
  }

  read(kind: string, id: string): Promise<PlainResponse> {
    const rule = this.rules(kind).read
    const [where, name] = placeOf(rule.id)
    const fixed = { ...rule.fixed }
    if (where === 'path') return this.request(rule.method, rule.path.replace(`{${name}}`, encodeURIComponent(id)))
    if (where === 'query')
      return this.request(rule.method, `${rule.path}?${new URLSearchParams({ ...(fixed as Record<string, string>), [name]: id })}`)
    if (where === 'header') return this.request(rule.method, rule.path, { headers: { [name]: id } })
    const body = json({ ...fixed, [name]: rule.idIsInteger ? BigInt(id) : id })
    return this.request(rule.method, rule.path, { headers: { 'content-type': 'application/json' }, body })
  }

  /** Reads until the task has ended, and returns the last response. */
  async readToEnd(kind: string, id: string): Promise<PlainResponse> {
    for (;;) {
      const response = await this.read(kind, id)
      const state = this.state(kind, response)?.is
      if (state === 'succeeded' || state === 'failed') return response
      await new Promise((resolve) => {
        setTimeout(resolve, 5)
      })
    }
  }

  /** Sends any request, with the key and, if the document requires one, a fresh trace id. */
  async request(method: string, path: string, init: { headers?: Record<string, string>; body?: BodyInit } = {}): Promise<PlainResponse> {
    const { auth, trace } = this.model.table
    const headers: Record<string, string> = trace === undefined ? {} : { [trace]: crypto.randomUUID() }
    if (auth?.in === 'header') headers[auth.name] = `${auth.prefix}${this.key}`
    const server = new URL(this.model.table.servers[0]?.url ?? 'http://x').pathname.replace(/\/$/, '')
    const keyed = auth?.in === 'query' ? `${path}${path.includes('?') ? '&' : '?'}${auth.name}=${this.key}` : path
    const response = await fetch(`${this.url}${server}${keyed}`, {
      method: method.toUpperCase(),
      headers: { ...headers, ...init.headers },
      ...defined({ body: init.body }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parse(text) }
  }

  rules(kind: string): ProviderModel['table']['tasks'][string] {
    const rules = this.model.table.tasks[kind]
    if (rules === undefined) throw new Error(`no task kind ${kind}`)
    return rules
  }

  /** The first state rule that holds. */
  state(kind: string, response: PlainResponse): Rule | undefined {
    return this.rules(kind).states.find((rule) => this.holds(response, rule))
  }

  /** The error in a response by the document's rules; `undefined` for a success. */
  error(response: PlainResponse): { class: string; code: string; message: string } | undefined {
    const { errors } = this.model.table
    const { ok, failed } = errors.envelope ?? {}
    const good =
      response.status < 300 && (ok === undefined || this.holds(response, ok)) && (failed === undefined || !this.holds(response, failed))
    if (good) return undefined
    const code = String(this.find(response, errors.code) ?? '')
    const rule = errors.codes[code] ?? errors.statuses[String(response.status)]
    return { class: rule?.class ?? 'unknown', code, message: String(this.find(response, errors.message) ?? '') }
  }

  /** The first value that the candidates read. */
  find(response: PlainResponse, candidates: readonly string[]): unknown {
    for (const expression of candidates) {
      const value = this.#at(response, expression)
      if (value !== undefined && value !== null && value !== '') return value
    }
    return undefined
  }

  holds(response: PlainResponse, rule: { readonly at: readonly string[] } & object): boolean {
    const value = this.find(response, rule.at)
    if ('present' in rule) return (value !== undefined) === rule.present
    if ('endsWith' in rule) return (rule.endsWith as string[]).some((end) => String(value).endsWith(end))
    const wanted = 'in' in rule ? (rule.in as unknown[]) : [(rule as unknown as { equals: unknown }).equals]
    return wanted.some((one) => value === one || (value !== undefined && typeof value !== 'boolean' && String(value) === String(one)))
  }

  #at(response: PlainResponse, expression: string): unknown {
    if (expression === '$statusCode') return response.status
    const header = /^\$response\.header\.(.+)$/.exec(expression)
    if (header !== null) return response.headers.get(header[1] as string) ?? undefined
    const pointer = expression.split('#')[1] ?? ''
    let here = response.body
    for (const token of pointer.split('/').slice(1)) here = (here as Record<string, unknown> | null | undefined)?.[token]
    return here
  }
}

function placeOf(expression: string): [where: string, name: string] {
  const match = /^\$request\.(path|query|header)\.(.+)$/.exec(expression)
  return match === null ? ['body', expression.split('#/')[1] as string] : [match[1] as string, match[2] as string]
}

function json(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `#int#${inner}#` : inner)).replaceAll(
    /"#int#(-?\d+)#"/g,
    '$1',
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(/([:[,]\s*)(-?\d{16,})(?=\s*[,}\]])/g, '$1"$2"'))
  } catch {
    return undefined
  }
}
