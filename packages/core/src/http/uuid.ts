/** Version 4 and variant 1 of a UUID (RFC 9562): the places where a random one is not random. */
const template = 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'

const digit = (place: string): string => {
  const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
  return (place === 'x' ? byte & 15 : (byte & 3) | 8).toString(16)
}

/** A random UUID (version 4) in lower case. `crypto.randomUUID` is missing on web pages without TLS. */
export const randomUuid = (): string => crypto.randomUUID?.() ?? template.replace(/[xy]/g, digit)
