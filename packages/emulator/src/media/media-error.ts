/** A file could not be made, or the maker was closed before it was. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
}
