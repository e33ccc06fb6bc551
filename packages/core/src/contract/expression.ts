/**
 * An OpenAPI 3.1 runtime expression (section 4.8.20.4 of the specification), restricted to
 * `$statusCode`, `$request.{path,query,header}.<name>`, `$request.body#/<pointer>`,
 * `$response.header.<name>` and `$response.body#/<pointer>`. Pointers are RFC 6901.
 */
export type Expression = string

/** Tried in order; the first that yields something other than absent, `null` or `""` is taken. */
export type Candidates = readonly Expression[]

/** What a document can compare a value of an answer with. */
export type Scalar = string | number | boolean | null

/**
 * A test on an answer. Numbers and their decimal text are equal (`1` and `"1"`), because resellers differ on quoting.
 * `present: true` asks for a value that is neither absent, `null` nor `""`.
 */
export type Condition =
  | { readonly at: Candidates; readonly equals: Scalar }
  | { readonly at: Candidates; readonly in: readonly Scalar[] }
  | { readonly at: Candidates; readonly present: boolean }
