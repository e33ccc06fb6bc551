import { brief } from '../../text/visible.ts'

/**
 * Text of the user's or the provider's as Markdown: it neither ends the cell of a table nor is it read as Markdown or HTML, calls nobody by
 * `@name`, and becomes no link.
 */
export function markdownText(raw: string): string {
  return (
    brief(raw.replaceAll(/\s+/g, ' '))
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll(/[\\`*_~|[\]#!]/g, String.raw`\$&`)
      // GitHub makes mentions, references and links of plain words too; an empty comment within parts them.
      .replaceAll(/@(?=\w)|:(?=\/\/)|\b(www|mailto|xmpp)(?=[.:])|(#|\bGH-)(?=\d)/gi, '$&<!-- -->')
  )
}
