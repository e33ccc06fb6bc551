import { decodedTexts } from './decoded-text.ts'

/** Replaces secrets in a text by `***`. Every text from outside, and every text in an error or event, passes through a mask. */
export type Mask = (text: string) => string

/** The replacement of a secret. */
const STARS = '***'

/** Whether a secret was masked in a text. Such an id or URL cannot be used. */
export function isMasked(text: string): boolean {
  return text.includes(STARS)
}

/** Shorter secrets are not masked: they would match parts of ordinary texts. */
const MIN_LENGTH = 4
/** Shorter secrets may be words (`demo`): they are masked only as separate words, not inside names and URLs. */
const MIN_LENGTH_ANYWHERE = 8

/** The part of a secret's base64 that does not depend on the bytes around it, for each of the three alignments. */
function base64Forms(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
    const text = btoa('\0'.repeat(offset) + binary)
    const certain = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return [certain, certain.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** The texts to search for, in lower case: the secret, its decoded forms, its base64 and its hex. */
function needlesOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const others = secret.length < MIN_LENGTH_ANYWHERE ? [] : [...base64Forms(bytes), hex].map((form) => form.toLowerCase())
  const forms = [...decodedTexts(secret).map(({ text }) => text), ...others]
  return forms.filter((form) => form.length >= MIN_LENGTH)
}

/** What may precede and follow a short secret that is a separate word. */
const BEFORE = /(?:^|[^\w./-]|\\[nrtbfv]|(?:\\u00|\\x|%)[0-3][\da-f])$/i
const AFTER = /^(?![\w/-]|\.\w)/
function standsAloneIn(text: string, start: number, end: number): boolean {
  return BEFORE.test(text.slice(Math.max(0, start - 6), start)) && AFTER.test(text.slice(end, end + 2))
}

/**
 * Makes a mask for secrets. It finds them in any case, encoded for URLs, JSON, HTML, base64 or hex, and with line breaks or invisible
 * characters in them. Secrets shorter than four characters are not masked.
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
          if (needle.length >= MIN_LENGTH_ANYWHERE || standsAloneIn(text, start, end)) found.push([start, end])
        }
      }
    }
    return found.length === 0 ? text : starred(text, found)
  }
}

/** Replaces parts of a text, which may overlap, by stars. */
function starred(text: string, parts: readonly (readonly [start: number, end: number])[]): string {
  let masked = ''
  let last = 0
  for (const [start, end] of parts.toSorted((one, other) => one[0] - other[0])) {
    if (start >= last) masked += text.slice(last, start) + STARS
    last = Math.max(last, end)
  }
  return masked + text.slice(last)
}

/** Masks secrets in a parsed response body, names of fields included. */
export function maskedValue(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value === 'number') return isMasked(mask(String(value))) ? STARS : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, mask))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [mask(name), maskedValue(item, mask)]))
}

/** Masks secrets in a response's headers: values are masked, names with a secret are left out. */
export function maskedHeaders(headers: Headers, mask: Mask): Headers {
  const entries = [...headers]
  if (entries.every(([name, value]) => mask(name) === name && mask(value) === value)) return headers
  const masked = new Headers()
  for (const [name, value] of entries) if (mask(name) === name) masked.append(name, mask(value))
  return masked
}

/** Masks secrets in an error, its stack and its causes. Returns the same error if it holds none. */
export function maskedCause(error: unknown, mask: Mask): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? mask(error) : error
  const { name, message, stack = '' } = error
  const cause = maskedCause(error.cause, mask)
  if (mask(message) === message && mask(stack) === stack && cause === error.cause) return error
  return Object.assign(new Error(mask(message), cause === undefined ? undefined : { cause }), { name, stack: mask(stack) })
}

/** A URL without query, fragment and user info, which may hold signatures and keys: for errors and logs. */
export function publicUrl(url: string): string {
  return url.replace(/^([a-z]+:[/\\]*)[^/\\?#]*@|[?#].*$/gis, '$1')
}
