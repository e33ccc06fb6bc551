/** Takes what is secret out of a text. Everything that ends up in an error or an event passes through one. */
export type Mask = (text: string) => string

/** Shorter secrets are no secrets, and would tear holes into every text. */
const shortest = 4

/** A mask for one secret, as it is and as it looks in a URL or in JSON. */
export const maskOf = (secret: string): Mask => {
  if (secret.length < shortest) return (text) => text
  const forms = new Set([
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
  ])
  return (text) => {
    let masked = text
    for (const form of forms) masked = masked.replaceAll(form, '***')
    return masked
  }
}

/** A cause that says what `error` says, but holds nothing secret. Errors that hold nothing secret are kept as they are. */
export const maskedCause = (error: unknown, mask: Mask): unknown => {
  if (!(error instanceof Error)) return typeof error === 'string' ? mask(error) : error
  const { name, message, stack = '' } = error
  const cause = maskedCause(error.cause, mask)
  if (mask(message) === message && mask(stack) === stack && cause === error.cause) return error
  return Object.assign(new Error(mask(message), cause === undefined ? undefined : { cause }), { name, stack: mask(stack) })
}
