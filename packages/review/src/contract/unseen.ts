/**
 * Characters that move the cursor, change the terminal or the writing direction, end a line, or are invisible. It leaves out the tab, and the
 * joiners that emoji and some scripts need.
 */
export const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- the pattern is for control characters
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu
