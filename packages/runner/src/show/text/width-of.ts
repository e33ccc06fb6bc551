/** How wide a text is on a terminal: without what only colours it, and with wide characters counted as two. */
export function widthOf(text: string): number {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  const plain = text.replaceAll(/\u001B\[[0-9;]*m/g, '')
  let width = 0
  for (const character of plain)
    width += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}]/u.test(
      character,
    )
      ? 2
      : 1
  return width
}
