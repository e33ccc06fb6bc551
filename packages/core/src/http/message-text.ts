/** The most characters kept of a provider's message or code. */
export const SENTENCE_LENGTH = 1000

/** The first `length` characters of a text, on one line. */
export function excerptOf(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > length || text.length > length * 4 ? `${line.slice(0, length)}…` : line
}

/** Why a `fetch` failed: the message of the innermost cause, because `TypeError: fetch failed` gives no reason. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return failureText(error.cause)
  return error.message || String((error as { readonly code?: unknown }).code ?? error.name)
}
