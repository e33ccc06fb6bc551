import { ExpressionError } from './expression-error.ts'

export type Token =
  | { readonly kind: 'name' | 'text'; readonly value: string; readonly start: number; readonly end: number }
  | { readonly kind: 'number'; readonly value: number; readonly start: number; readonly end: number }
  | { readonly kind: 'sign'; readonly value: string; readonly start: number; readonly end: number }

const PATTERN =
  /\s+|(?<name>[A-Za-z_][\w-]*)|(?<number>-?\d+(?:\.\d+)?)|(?<text>'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")|(?<close>\}\})|(?<sign>[=!<>]=|&&|\|\||[.,()[\]<>!])/gy

/**
 * The tokens of an expression, up to its `}}`.
 *
 * @param text a text that has `${{` at `open`
 * @returns the tokens, with places counted from `open`, and the offset behind the `}}`
 * @throws {ExpressionError} at a character that is not part of any token, or if `}}` is missing
 */
export function tokenise(text: string, open: number): { tokens: readonly Token[]; next: number } {
  const tokens: Token[] = []
  PATTERN.lastIndex = open + 3
  while (PATTERN.lastIndex < text.length) {
    const at = PATTERN.lastIndex
    const match = PATTERN.exec(text)
    if (match === null) throw invalidCharacter(text, at, open)
    const [raw] = match
    const place = { start: at - open, end: at - open + raw.length }
    const { name, number, text: quoted, close, sign } = match.groups ?? {}
    if (close !== undefined) return { tokens, next: at + raw.length }
    if (name !== undefined) tokens.push({ kind: 'name', value: name, ...place })
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), ...place })
    else if (quoted !== undefined) tokens.push({ kind: 'text', value: unquote(quoted), ...place })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign, ...place })
  }
  throw new ExpressionError('this expression is not closed', {
    code: 'expression-syntax',
    start: 0,
    end: 3,
    hint: 'Expressions end with `}}`.',
  })
}

/** Characters that are only valid twice. */
const MEANT: Readonly<Record<string, string>> = { '=': '==', '&': '&&', '|': '||' }

function invalidCharacter(text: string, at: number, open: number): ExpressionError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const isQuote = character === "'" || character === '"'
  const meant = Object.hasOwn(MEANT, character) ? MEANT[character] : undefined
  return new ExpressionError(isQuote ? 'this text is not closed' : `\`${character}\` is not valid in an expression`, {
    code: 'expression-syntax',
    start: at - open,
    end: at - open + character.length,
    suggestion: meant,
    hint: isQuote
      ? `Put a ${character} at its end.`
      : meant === undefined
        ? 'An expression is a name such as `vars.product`, a function such as `slug(matrix.look)`, a number or a text in quotes. Operators only compare: there is no arithmetic.'
        : undefined,
  })
}

/** In single quotes `''` means one quote; in double quotes a backslash keeps the next character as it is. */
function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1)
  return quoted.startsWith("'") ? inner.replaceAll("''", "'") : inner.replace(/\\(.)/gs, '$1')
}
