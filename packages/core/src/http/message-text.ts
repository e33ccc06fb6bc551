/** How much is kept of what a provider says. */
export const SENTENCE_LENGTH = 1000

/** The beginning of a text from outside, on one line. */
export function excerptOf(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > length || text.length > length * 4 ? `${line.slice(0, length)}…` : line
}

/** Why a `fetch` failed, in the words of whoever knows best: `TypeError: fetch failed` tells nothing, its cause does. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return failureText(error.cause)
  return error.message || String((error as { readonly code?: unknown }).code ?? error.name)
}
