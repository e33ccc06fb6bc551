type Attributes = Readonly<Record<string, string | number | undefined>>

/** An XML element. Attributes that are undefined are left out; `content` is markup already. */
export function element(tag: string, attributes: Attributes, content = ''): string {
  const facts = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('')
  return content === '' ? `<${tag}${facts}/>` : `<${tag}${facts}>${content}</${tag}>`
}

/** Text as it may stand between tags and in attributes. XML 1.0 has no place for most control characters, not even escaped. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // A reader makes blanks of line ends in attributes, unless they are written like this.
      .replaceAll('\r', '&#13;')
      .replaceAll('\n', '&#10;')
  )
}
