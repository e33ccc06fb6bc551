import { createRequire } from 'node:module'
import type { RE2JS as Engine } from 're2js'

// Loaded with the first pattern that needs it.
const require = createRequire(import.meta.url)

/** An object that matches strings. */
type Pattern = { test(text: string): boolean; toString(): string }

/**
 * A pattern of JSON Schema that takes time in proportion to the text, whatever the document's author wrote: with JavaScript's own engine,
 * `^(a+)+$` may never end. That engine is used only for patterns that cannot backtrack.
 *
 * @throws SyntaxError for an invalid pattern, and for lookaround, references to groups and repetitions beyond 1000 in a pattern that may
 * backtrack.
 */
export function linearPattern(pattern: string): Pattern {
  const own = new RegExp(pattern, 'u')
  if (goesStraight(pattern)) return own
  const { RE2JS } = require('re2js') as { RE2JS: typeof Engine }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(inRe2(pattern)))
    // Ajv identifies the patterns of a schema by their text.
    return { test: (text) => compiled.matcher(text).find(), toString: () => String(own) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace('error parsing regexp: ', '') : String(cause)
    const way = 'leave out lookaround, references to groups and repetitions beyond 1000'
    throw new SyntaxError(`cannot be matched in linear time (${why}): ${way}`, { cause })
  }
}

/**
 * Options that protect a validator from schemas of untrusted documents: patterns that never end, and fields with the names of inherited
 * members (`toString`).
 */
export const fromDocuments = { ownProperties: true, code: { regExp: Object.assign(linearPattern, { code: 'linearPattern' }) } } as const

/**
 * Parts of a pattern: a surrogate pair, an escape, the beginning and end of a class, the beginning of a special group, any other character.
 */
const PARTS = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\p\{[^{}]*\}|\\[\s\S]|\[\^?|\]|\(\?|[\s\S]/gu

/** Whether a pattern cannot backtrack: it has no alternatives, one repetition, and an anchored beginning. */
function goesStraight(pattern: string): boolean {
  const outside = [...outsideClasses(pattern)]
  const count = (signs: string) => outside.filter((part) => signs.includes(part)).length
  return pattern.startsWith('^') && count('|') === 0 && count('*+{') <= 1 && count('?') <= 3
}

function* outsideClasses(pattern: string): Generator<string> {
  let inClass = false
  for (const [part] of pattern.matchAll(PARTS)) {
    if (!inClass && part.length === 1 && part !== '[') yield part
    inClass = inClass ? part !== ']' : part.startsWith('[')
  }
}

/** JavaScript's white space and line endings; RE2 has only those of ASCII. */
const SPACE = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`
const OUTSIDE: Readonly<Record<string, string>> = {
  [String.raw`\s`]: `[${SPACE}]`,
  [String.raw`\S`]: `[^${SPACE}]`,
  '.': String.raw`[^\n\r\x{2028}\x{2029}]`,
}
const INSIDE: Readonly<Record<string, string>> = { [String.raw`\s`]: SPACE, [String.raw`\b`]: String.raw`\x08` }

/** A pattern in which everything that RE2 reads differently is written out. */
function inRe2(pattern: string): string {
  let inClass = false
  return pattern.replaceAll(PARTS, (part) => {
    const written = (inClass ? INSIDE : OUTSIDE)[part] ?? pairAsOne(part)
    if (inClass && part === String.raw`\S`) throw new SyntaxError(String.raw`\S within [ ] has no counterpart`)
    inClass = inClass ? part !== ']' : part.startsWith('[')
    return written
  })
}

function pairAsOne(part: string): string {
  if (!/^\\u[dD]/.test(part) || part.length < 12) return part
  const pair = String.fromCharCode(Number.parseInt(part.slice(2, 6), 16), Number.parseInt(part.slice(8), 16))
  return `\\x{${(pair.codePointAt(0) ?? 0).toString(16)}}`
}
