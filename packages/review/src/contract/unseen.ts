/**
 * Characters that move the cursor, change the terminal or the direction of writing, end a line, or are not seen at all. A tab is not among
 * them, and neither are the joiners that emoji and some scripts are written with.
 */
export const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu
