import { brief } from '../../text/visible.ts'

/** Text of the user's or the provider's as Markdown: it neither ends the cell of a table nor is it read as Markdown or HTML. */
export const markdownText = (raw: string): string =>
  brief(raw.replaceAll(/\s+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_~|[\]#!]/g, String.raw`\$&`)
