import { createHmac } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

export type Ask = {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

export type Answer = { readonly status: number; readonly headers: Headers; readonly bytes: Buffer; readonly text: string }

/** Asks with the key, at a path or an address, and follows no redirection. */
export type Call = (ask: Ask | string) => Promise<Answer>

/** What the reads of a task say: its states, and then the address of its file, if there is one. */
export type Reads = { readonly states: readonly unknown[]; readonly address: string | undefined; readonly last: Answer }

export async function send(url: string, { path, method, headers = {}, body }: Ask): Promise<Answer> {
  const isForm = body instanceof FormData
  const response = await fetch(new URL(path, url), {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: body === undefined || isForm ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    redirect: 'manual',
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() }
}

export async function bytesAt(address: string | null | undefined): Promise<Buffer> {
  return Buffer.from(await (await fetch(String(address))).arrayBuffer())
}

export async function readThrice(call: Call, path: string, state: string, file = ''): Promise<Reads> {
  const answers = [await call(path), await call(path), await call(path)] as const
  return { states: answers.map((answer) => at(answer, state)), address: at(answers[2], file), last: answers[2] }
}

/** A value in an answer's JSON, such as `output.0`. */
export function at(answer: Answer, path: string): string | undefined {
  if (!answer.headers.get('content-type')?.includes('json')) return undefined
  return path.split('.').reduce(fieldOf, JSON.parse(answer.text)) as string | undefined
}

function fieldOf(value: unknown, field: string): unknown {
  return (value as Record<string, unknown> | undefined)?.[field]
}

/** An id that an ordinary number cannot hold. */
export function jobIdOf(answer: Answer): string | undefined {
  return /"id":(\d+)/.exec(answer.text)?.[1]
}

export function said({ status, text }: Answer): string {
  return `${status} ${text}`
}

export function inHeader(name: string, word: string): (ask: Ask, key: string) => Ask {
  return (ask, key) => ({ ...ask, headers: { ...ask.headers, [name]: `${word}${key}` } })
}

export function formOf(fields: Readonly<Record<string, string | File>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

export function withMistake(ask: Ask, mistake: object): Ask {
  return {
    ...ask,
    body: ask.body instanceof FormData ? formOf({ ...Object.fromEntries(ask.body), ...mistake }) : { ...ask.body, ...mistake },
  }
}

export function tokenFor(key: string, claims: object = {}): string {
  const [iss, secret = ''] = key.split(':')
  const now = Math.floor(Date.now() / 1000)
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { iss, exp: now + 1800, nbf: now - 5, ...claims },
  ]
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** A black PNG. */
export function pictureOf(width: number, height: number): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const chunks = [
    chunkOf('IHDR', header),
    chunkOf('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    chunkOf('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks])
}

function chunkOf(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(typed), 4)
  return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)])
}
