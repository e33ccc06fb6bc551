/** Where a part of an expression stands, counted from its `${{`. */
type At = { readonly start: number; readonly end: number }

type Literal = At & { readonly kind: 'literal'; readonly value: string | number | boolean | null }
export type Name = At & { readonly kind: 'name'; readonly name: string }
/** `target.key` or `target[key]`. */
export type Member = At & { readonly kind: 'member'; readonly target: Expression; readonly key: Expression }
export type Call = At & { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }

/** What stands between `${{` and `}}`. */
export type Expression = Literal | Name | Member | Call

/** A text with expressions in it. */
export type Template = {
  readonly parts: readonly (string | Expression)[]
  /** The text is one expression and nothing else: its value keeps its type. */
  readonly whole: boolean
}
