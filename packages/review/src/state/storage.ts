/** The browser's storage of this page. Without one (private windows, some file systems) nothing is stored, and the page works. */
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
    // Without storage the choice lasts until the page is closed.
  }
}
