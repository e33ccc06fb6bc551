/**
 * An OpenAPI 3.1 runtime expression (section 4.8.20.4 of the specification), restricted to
 * `$statusCode`, `$request.{path,query,header}.<name>`, `$request.body#/<pointer>`,
 * `$response.header.<name>` and `$response.body#/<pointer>`. Pointers are RFC 6901.
 */
export type Expression = string

/** Evaluated in order; the first value that is neither absent, `null` nor `""` is used. */
export type Candidates = readonly Expression[]

/** What a document can compare a value of a response with. */
export type Scalar = string | number | boolean | null

/**
 * A test on a response. Numbers equal their decimal text (`1` and `"1"`), because resellers differ in quoting.
 * `present: true` requires a value that is neither absent, `null` nor `""`. `endsWith` looks at a text or address without its query.
 */
export type Condition =
  | { readonly at: Candidates; readonly equals: Scalar }
  | { readonly at: Candidates; readonly in: readonly Scalar[] }
  | { readonly at: Candidates; readonly present: boolean }
  | { readonly at: Candidates; readonly endsWith: readonly string[] }
