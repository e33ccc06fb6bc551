/** A URL without its query and user info, where signatures and keys are: for errors and logs. */
export const publicUrl = (url: string): string => {
  try {
    const { origin, pathname, protocol } = new URL(url)
    return origin === 'null' ? `${protocol}${pathname}` : `${origin}${pathname}`
  } catch {
    return url.split(/[?#]/, 1)[0] ?? ''
  }
}
