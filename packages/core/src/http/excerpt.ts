/** How much is kept of what a provider says. */
export const sentenceLength = 1000

/** The beginning of a text from outside, on one line. */
export const excerptOf = (text: string, length: number): string => {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > length || text.length > length * 4 ? `${line.slice(0, length)}…` : line
}
