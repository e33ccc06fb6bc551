import type { Expression, Template } from './expression.ts'
import { ExpressionError } from './expression-error.ts'
import { parseExpression } from './parse-expression.ts'
import { tokenise } from './tokenise.ts'

/** An error together with which expression of the text it is in, counted from 0. */
export type TemplateError = { readonly index: number; readonly error: ExpressionError }

/** A text without expressions is none: `undefined`. An error is returned with the number of the expression it is in. */
export function parseTemplate(text: string): Template | TemplateError | undefined {
  if (!text.includes('${{')) return undefined
  const parts: (string | Expression)[] = []
  let at = 0
  for (let index = 0; ; index += 1) {
    const open = text.indexOf('${{', at)
    if (open === -1) break
    if (open > at) parts.push(text.slice(at, open))
    try {
      const { tokens, next } = tokenise(text, open)
      parts.push(parseExpression(tokens, next - open - 2))
      at = next
    } catch (error) {
      if (error instanceof ExpressionError) return { index, error }
      throw error
    }
  }
  if (at < text.length) parts.push(text.slice(at))
  return { parts, whole: parts.length === 1 }
}
