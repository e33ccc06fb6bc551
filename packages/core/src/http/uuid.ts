const TEMPLATE = 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'

function digit(): string {
  return ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 16).toString(16)
}

/** A random UUID (version 4 of RFC 9562) in lower case. The fallback is for web pages without TLS, which lack `crypto.randomUUID`. */
export function randomUuid(): string {
  return crypto.randomUUID?.() ?? TEMPLATE.replace(/x/g, digit)
}
