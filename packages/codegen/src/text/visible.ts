/**
 * Characters that move the cursor, change the terminal or the direction of writing, end a line, or are invisible. The review page imports nothing
 * and has a copy of this list; `test/house/unseen.test.ts` holds both equal.
 */
export const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu

/**
 * Makes a text from outside (a file, a provider, a manifest) safe to show on one line: invisible characters are replaced by visible ones.
 * A line break would begin a new line of the log, which a CI system may read as a command.
 */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (character) => (character === '\n' ? '↵' : '\uFFFD'))
}
