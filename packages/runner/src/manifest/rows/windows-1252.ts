/** The characters of the bytes 0x80 to 0x9f; a space for the five that have none. https://encoding.spec.whatwg.org/index-windows-1252.txt */
const HIGH = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/**
 * Decodes windows-1252; undefined if a byte has no meaning in it. `TextDecoder` gives such bytes to control characters, and in some versions of
 * Node.js it decodes the whole range wrongly.
 */
export function decodeWindows1252(bytes: Uint8Array): string | undefined {
  let isValid = true
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    // oxlint-disable-next-line no-control-regex -- these bytes are what differs from Latin-1
    .replaceAll(/[\u0080-\u009f]/g, (character) => {
      const found = HIGH[character.charCodeAt(0) - 0x80] ?? ' '
      if (found === ' ') isValid = false
      return found
    })
  return isValid ? text : undefined
}
