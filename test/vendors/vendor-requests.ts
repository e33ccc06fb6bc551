import type { Vendor, VendorAnswer, VendorOptions, VendorRequest } from './vendor-server.ts'

export const MEGABYTE = 1024 * 1024

export type Fields = Readonly<Record<string, unknown>>

export function hasBearer(request: VendorRequest, key: string): boolean {
  return request.headers['authorization'] === `Bearer ${key}`
}

/** The body as an object, or nothing if the content type is not JSON, or the text is none. */
export function jsonBody(request: VendorRequest): Fields | undefined {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return undefined
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body))
    return isFields(body) ? body : undefined
  } catch {
    return undefined
  }
}

/** The body as a form, or nothing if it is no `multipart/form-data`. */
export async function formBody(request: VendorRequest): Promise<FormData | undefined> {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) return undefined
  try {
    return await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData()
  } catch {
    return undefined
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a field's value is allowed. */
export type Check = (value: unknown) => boolean

/** Characters are counted as Unicode has them: an emoji is one. */
export function text(most = Number.POSITIVE_INFINITY, least = 1): Check {
  return (value) => {
    if (typeof value !== 'string') return false
    const count = charactersIn(value)
    return count >= least && count <= most
  }
}

export function charactersIn(value: string): number {
  return Array.from(value).length
}

export function oneOf(...allowed: readonly unknown[]): Check {
  return (value) => allowed.includes(value)
}

export function whole(least: number, most: number): Check {
  return (value) => Number.isInteger(value) && number(least, most)(value)
}

export function number(least: number, most: number): Check {
  return (value) => typeof value === 'number' && value >= least && value <= most
}

export function flag(value: unknown): boolean {
  return typeof value === 'boolean'
}

export type FieldProblem = { readonly field: string; readonly problem: 'missing' | 'wrong' | 'unknown' }

/** The first problem of a body. Other fields than the checked ones are ignored, unless the body is closed. */
export function problemOf(
  body: Fields,
  checks: Readonly<Record<string, Check>>,
  required: readonly string[],
  openness: 'open' | 'closed' = 'open',
): FieldProblem | undefined {
  const missing = required.find((field) => body[field] === undefined)
  if (missing !== undefined) return { field: missing, problem: 'missing' }
  const wrong = Object.entries(checks).find(([field, check]) => body[field] !== undefined && !check(body[field]))
  if (wrong) return { field: wrong[0], problem: 'wrong' }
  const unknown = openness === 'closed' ? Object.keys(body).find((field) => !Object.hasOwn(checks, field)) : undefined
  return unknown === undefined ? undefined : { field: unknown, problem: 'unknown' }
}

/** A whole number in a query, the default if it is absent, and nothing if it is wrong. */
export function countIn(query: URLSearchParams, name: string, most: number, absent: number): number | undefined {
  const given = query.get(name)
  if (given === null) return absent
  return /^\d{1,6}$/.test(given) && Number(given) >= 1 && Number(given) <= most ? Number(given) : undefined
}

export type ImageRules = { readonly types: readonly string[]; readonly mostBytes: number }

/** Whether a field is a public address, or the data URI of an image that is allowed and is what the URI says. */
export function isImageSource(value: unknown, rules: ImageRules, complaints: string[]): boolean {
  if (typeof value !== 'string') return false
  if (!value.startsWith('data:')) return isPublicAddress(value)
  const bytes = dataUriBytes(value, rules)
  const declared = rules.types.filter((type) => value.startsWith(`data:${type};`))
  return bytes !== undefined && isImage(bytes, { ...rules, types: declared }, complaints)
}

/** The bytes of a data URI whose type is allowed. */
export function dataUriBytes(uri: string, { types }: ImageRules): Buffer | undefined {
  const comma = uri.indexOf(',')
  return types.some((type) => uri.slice(0, comma) === `data:${type};base64`) ? decodeBase64(uri.slice(comma + 1)) : undefined
}

/** Whether bytes are an image of an allowed type and size. */
export function isImage(bytes: Buffer, rules: ImageRules, complaints: string[]): boolean {
  return isWithinLimit(bytes, rules, complaints) && rules.types.includes(imageTypeOf(bytes) ?? '')
}

export function isWithinLimit(bytes: Buffer, { mostBytes }: ImageRules, complaints: string[]): boolean {
  if (bytes.length <= mostBytes) return true
  complaints.push(`an image of ${bytes.length} bytes is over the limit of ${mostBytes}`)
  return false
}

/** Only text that is base64 as a whole: no line breaks, no missing padding. */
export function decodeBase64(encoded: string): Buffer | undefined {
  const bytes = Buffer.from(encoded, 'base64')
  return bytes.length > 0 && bytes.toString('base64') === encoded ? bytes : undefined
}

export function isAddress(value: unknown, protocols: readonly string[] = ['http:', 'https:']): value is string {
  return typeof value === 'string' && protocols.includes(URL.parse(value)?.protocol ?? '')
}

/** An address that does not lead to this machine or a private network. */
export function isPublicAddress(value: unknown, protocols?: readonly string[]): boolean {
  if (!isAddress(value, protocols)) return false
  const { hostname } = new URL(value)
  return hostname.includes('.') && !/^(127|10|0|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(hostname)
}

export function imageTypeOf(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg'
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : undefined
}

/** Width and height of a PNG or JPEG, such as `1024x576`. */
export function imageSizeOf(bytes: Buffer): string | undefined {
  const type = imageTypeOf(bytes)
  if (type === 'image/png' && bytes.length >= 24) return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`
  if (type !== 'image/jpeg') return undefined
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at)
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame) return `${bytes.readUInt16BE(at + 7)}x${bytes.readUInt16BE(at + 5)}`
  }
  return undefined
}

export type Stage = 'waiting' | 'running' | 'done' | 'cancelled'

export type Task = { readonly id: string; readonly prompt: string; reads: number; isCancelled: boolean }

/** The first read says that a task waits, the second that it runs, the third that it is done. */
export function stageOf({ reads, isCancelled }: Task): Stage {
  if (isCancelled) return 'cancelled'
  return reads < 2 ? 'waiting' : reads === 2 ? 'running' : 'done'
}

export function advance(task: Task): Stage {
  task.reads += 1
  return stageOf(task)
}

export function isOpen(task: Task): boolean {
  return stageOf(task) === 'waiting' || stageOf(task) === 'running'
}

/** Cancels a task that is not finished, and says whether it was one. */
export function cancel(task: Task): boolean {
  const wasOpen = isOpen(task)
  task.isCancelled ||= wasOpen
  return wasOpen
}

export function isForbidden(prompt: string): boolean {
  return prompt.includes('forbidden')
}

export type FileKind = keyof VendorOptions['files']

export type FileHost = {
  /** A new address on the file host. */
  give(kind: FileKind): string
  /** Serves what has been given out. */
  readonly handleOther: NonNullable<Vendor['handleOther']>
}

/**
 * The file host of a vendor. A key, or a header that only the API has, is a mistake here: the vendor's document says whether the host
 * refuses it (403). Without that word the file is served, and the vendor complains.
 */
export function openFileHost(
  options: VendorOptions,
  complaints: string[],
  rules: { readonly apiHeaders: readonly string[]; readonly refuses?: boolean; readonly isSigned?: boolean },
): FileHost {
  const given = new Map<string, FileKind>()
  return {
    give(kind) {
      const type = fileTypeOf(options, kind)
      const signature = rules.isSigned ? `?sig=${crypto.randomUUID()}` : ''
      const address = `/files/${crypto.randomUUID()}.${type.slice(type.indexOf('/') + 1)}${signature}`
      given.set(address, kind)
      return `${options.otherUrl}${address}`
    },
    handleOther({ method, path, query, headers }): VendorAnswer {
      const asked = `${path}${query.size === 0 ? '' : `?${query}`}`
      const secrets = [options.key, ...options.key.split(':')]
      const carriers = [path, ...query.values(), ...Object.values(headers)]
      const carriesKey = secrets.some((secret) => carriers.some((value) => value?.includes(secret)))
      const header = ['authorization', ...rules.apiHeaders].find((name) => headers[name] !== undefined)
      if (carriesKey) complaints.push(`the key reaches the file host: ${method} ${path}`)
      if (header !== undefined) complaints.push(`the header ${header} reaches the file host: ${method} ${path}`)
      if (rules.refuses && (carriesKey || header !== undefined)) return { status: 403, body: 'forbidden' }
      const kind = given.get(asked)
      if (kind === undefined) {
        complaints.push(`the file host is asked for an address that was never given out: ${method} ${asked}`)
        return { status: 404, body: 'not found' }
      }
      if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'method not allowed' }
      return fileAnswer(options, kind)
    },
  }
}

export function fileAnswer(options: VendorOptions, kind: FileKind): VendorAnswer {
  const body = options.files[kind]
  return { status: 200, headers: { 'content-type': fileTypeOf(options, kind), 'content-length': String(body.length) }, body }
}

function fileTypeOf({ files }: VendorOptions, kind: FileKind): string {
  if (kind === 'image') return imageTypeOf(files.image) ?? 'image/png'
  return kind === 'video' ? 'video/mp4' : 'audio/mpeg'
}
