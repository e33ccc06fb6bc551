/** The types of a document cannot be generated, for a reason that the rules do not check. Ends with exit status 2. */
export class TypesError extends Error {
  readonly hint = 'openapi-typescript, which generates the types, does not support this document; nothing was written'
  constructor(document: URL, cause: unknown) {
    super(`${decodeURIComponent(document.pathname)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'TypesError'
  }
}
