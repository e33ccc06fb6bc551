/** Takes what is secret out of a text. Everything that comes from outside, or ends up in an error or an event, passes through one. */
export type Mask = (text: string) => string

/** What stands where a secret stood. */
const stars = '***'

/** Whether a secret was taken out of a text: an id or address with a hole in it leads nowhere. */
export const isMasked = (text: string): boolean => text.includes(stars)

/** Shorter secrets are no secrets, and would tear holes into every text. */
const shortest = 4
/** Shorter secrets may be words (`demo`): they are taken out where they stand alone, and not out of names and addresses. */
const shortestAnywhere = 8

const hexOf = (bytes: Uint8Array): string[] => [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
const literal = (text: string): string => text.replace(/[^\w]/g, String.raw`\$&`)

/** A pattern of one character as texts write it: itself, and as it looks in URLs, in JSON and in HTML. */
const character = (text: string): string => {
  const units = Array.from(text, (_, index) => `\\\\{1,4}(?:u|x)0{0,2}${text.charCodeAt(index).toString(16)}`)
  const percent = hexOf(new TextEncoder().encode(text)).map((hex) => `%(?:25){0,2}${hex}`)
  const code = text.codePointAt(0) ?? 0
  return `(?:\\\\{0,3}${literal(text)}|${percent.join('')}|${units.join('')}|&#0{0,4}(?:${code}|x0{0,4}${code.toString(16)});)`
}

/** The characters of a secret's base64 that are the same whatever stands around it, for each place it may begin at. */
const base64Forms = (bytes: Uint8Array): string[] =>
  [0, 1, 2].map((offset) => {
    const text = btoa(String.fromCharCode(...new Uint8Array(offset), ...bytes))
    const certain = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return certain.replace(/[+/]/g, (sign) => (sign === '+' ? '(?:[+-]|%2b)' : String.raw`(?:\\?\/|_|%2f)`))
  })

/** A mask for one secret, in any case, as it is and as it looks in URLs, JSON, HTML, base64 and hex. */
export const maskOf = (secret: string): Mask => {
  if (secret.length < shortest) return (text) => text
  const written = Array.from(secret, character).join('')
  const bytes = new TextEncoder().encode(secret)
  const forms =
    secret.length < shortestAnywhere
      ? [String.raw`(?<![\w./-])${written}(?![\w/-]|\.\w)`]
      : [written, ...base64Forms(bytes), hexOf(bytes).join('')]
  const pattern = new RegExp(forms.join('|'), 'gi')
  return (text) => text.replace(pattern, stars)
}

/** A parsed answer without what is secret, names of fields included. */
export const maskedValue = (value: unknown, mask: Mask): unknown => {
  if (typeof value === 'string') return mask(value)
  if (typeof value === 'number') return isMasked(mask(String(value))) ? stars : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, mask))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [mask(name), maskedValue(item, mask)]))
}

/** The headers of an answer without what is secret. */
export const maskedHeaders = (headers: Headers, mask: Mask): Headers => {
  const masked = new Headers()
  for (const [name, value] of headers) if (mask(name) === name) masked.append(name, mask(value))
  return masked
}

/** A cause that says what `error` says, but holds nothing secret. Errors that hold nothing secret are kept as they are. */
export const maskedCause = (error: unknown, mask: Mask): unknown => {
  if (!(error instanceof Error)) return typeof error === 'string' ? mask(error) : error
  const { name, message, stack = '' } = error
  const cause = maskedCause(error.cause, mask)
  if (mask(message) === message && mask(stack) === stack && cause === error.cause) return error
  return Object.assign(new Error(mask(message), cause === undefined ? undefined : { cause }), { name, stack: mask(stack) })
}
