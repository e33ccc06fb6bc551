import { decodedTexts } from './decoded-text.ts'

/** Takes what is secret out of a text. Everything that comes from outside, or ends up in an error or an event, passes through one. */
export type Mask = (text: string) => string

/** What stands where a secret stood. */
const STARS = '***'

/** Whether a secret was taken out of a text: an id or address with a hole in it leads nowhere. */
export function isMasked(text: string): boolean {
  return text.includes(STARS)
}

/** Shorter secrets are no secrets, and would tear holes into every text. */
const SHORTEST = 4
/** Shorter secrets may be words (`demo`): they are taken out where they stand alone, and not out of names and addresses. */
const SHORTEST_ANYWHERE = 8

/** The characters of a secret's base64 that are the same whatever stands around it, for each place it may begin at. */
function base64Forms(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
    const text = btoa('\0'.repeat(offset) + binary)
    const certain = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return [certain, certain.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** What to look for: a secret as it is and as it reads once decoded, and its base64 and hex, all in small letters. */
function needlesOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const others = secret.length < SHORTEST_ANYWHERE ? [] : [...base64Forms(bytes), hex].map((form) => form.toLowerCase())
  const forms = [...decodedTexts(secret).map(({ text }) => text), ...others]
  return forms.filter((form) => form.length >= SHORTEST)
}

/** What may stand before and behind a short secret that stands alone; of what is before it the last characters are enough. */
const BEFORE = /(?:^|[^\w./-]|\\[nrtbfv]|(?:\\u00|\\x|%)[0-3][\da-f])$/i
const BEHIND = /^(?![\w/-]|\.\w)/
function standsAloneIn(text: string, start: number, end: number): boolean {
  return BEFORE.test(text.slice(Math.max(0, start - 6), start)) && BEHIND.test(text.slice(end, end + 2))
}

/**
 * A mask for secrets, in any case, as they are and as they look in URLs, JSON, HTML, base64 and hex, also with line breaks or characters that are
 * not seen in them.
 */
export function maskOf(...secrets: readonly string[]): Mask {
  const needles = new Set(secrets.flatMap(needlesOf))
  if (needles.size === 0) return (text) => text
  return (text) => {
    const found: (readonly [start: number, end: number])[] = []
    for (const decoded of decodedTexts(text)) {
      for (const needle of needles) {
        for (let at = decoded.text.indexOf(needle); at !== -1; at = decoded.text.indexOf(needle, at + needle.length)) {
          const [start, end] = decoded.source([at, at + needle.length])
          if (needle.length >= SHORTEST_ANYWHERE || standsAloneIn(text, start, end)) found.push([start, end])
        }
      }
    }
    return found.length === 0 ? text : starred(text, found)
  }
}

/** A text with stars for parts of it, which may overlap. */
function starred(text: string, parts: readonly (readonly [start: number, end: number])[]): string {
  let masked = ''
  let last = 0
  for (const [start, end] of parts.toSorted((one, other) => one[0] - other[0])) {
    if (start >= last) masked += text.slice(last, start) + STARS
    last = Math.max(last, end)
  }
  return masked + text.slice(last)
}

/** A parsed answer without what is secret, names of fields included. */
export function maskedValue(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value === 'number') return isMasked(mask(String(value))) ? STARS : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, mask))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [mask(name), maskedValue(item, mask)]))
}

/** The headers of an answer without what is secret: the same where they hold nothing of it. */
export function maskedHeaders(headers: Headers, mask: Mask): Headers {
  const entries = [...headers]
  if (entries.every(([name, value]) => mask(name) === name && mask(value) === value)) return headers
  const masked = new Headers()
  for (const [name, value] of entries) if (mask(name) === name) masked.append(name, mask(value))
  return masked
}

/** A cause that says what `error` says, but holds nothing secret. Errors that hold nothing secret are kept as they are. */
export function maskedCause(error: unknown, mask: Mask): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? mask(error) : error
  const { name, message, stack = '' } = error
  const cause = maskedCause(error.cause, mask)
  if (mask(message) === message && mask(stack) === stack && cause === error.cause) return error
  return Object.assign(new Error(mask(message), cause === undefined ? undefined : { cause }), { name, stack: mask(stack) })
}

/** A URL without its query and user info, where signatures and keys are: for errors and logs. */
export function publicUrl(url: string): string {
  return url.replace(/^([a-z]+:[/\\]*)[^/\\?#]*@|[?#].*$/gis, '$1')
}
