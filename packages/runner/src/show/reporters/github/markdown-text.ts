import { brief } from '../../text/visible.ts'

/**
 * Escapes a text of a user or provider for Markdown: it cannot end the cell of a table, is not read as Markdown or HTML, mentions no
 * `@name`, and does not become a link.
 */
export function markdownText(raw: string): string {
  return (
    brief(raw.replaceAll(/\s+/g, ' '))
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll(/[\\`*_~|[\]#!]/g, String.raw`\$&`)
      // GitHub also turns plain words into mentions, references and links; an empty comment inside the word prevents it.
      .replaceAll(/@(?=\w)|:(?=\/\/)|\b(www|mailto|xmpp)(?=[.:])|(#|\bGH-)(?=\d)/gi, '$&<!-- -->')
  )
}
