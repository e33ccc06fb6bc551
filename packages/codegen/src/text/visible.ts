/**
 * Characters that move the cursor, change the terminal or the direction of writing, end a line, or are not seen at all. (The review page imports
 * nothing, and has a list of its own; `test/house/unseen.test.ts` holds them equal.)
 */
export const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu

/**
 * A text from outside (a file, a provider, a manifest) as one line that is safe to show: each character that is not seen is replaced by one
 * that is. A line break would begin a line of the reader's log, and what stands there may be a command to a CI system.
 */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (character) => (character === '\n' ? '↵' : '\uFFFD'))
}
