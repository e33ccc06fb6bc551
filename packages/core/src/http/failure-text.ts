/** Why a `fetch` failed, in the words of whoever knows best: `TypeError: fetch failed` tells nothing, its cause does. */
export const failureText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return failureText(error.cause)
  return error.message || String((error as { readonly code?: unknown }).code ?? error.name)
}
