/** A document that cannot be served: it cannot be found, or it has mistakes. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError'
  readonly code = 'EMULATOR_DOCUMENT'
}
