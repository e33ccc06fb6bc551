/** The browser's memory of this page; without one (private windows, some file systems) nothing is remembered, and nothing breaks. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(`shotlist:${name}`) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`shotlist:${name}`, value)
  } catch {
    // Nothing to do: the choice holds until the page is closed.
  }
}
