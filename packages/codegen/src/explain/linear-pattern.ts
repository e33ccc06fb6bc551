import { createRequire } from 'node:module'
import type { RE2JS as Engine } from 're2js'

// Loaded with the first pattern that needs it.
const require = createRequire(import.meta.url)

/** What a text is matched with. */
type Pattern = { test(text: string): boolean; toString(): string }

/**
 * A pattern of JSON Schema that takes time in proportion to the text, whatever the document's author wrote: `^(a+)+$` takes JavaScript's own
 * engine longer than anybody waits. Patterns that cannot make it go back and forth are left to it.
 *
 * @throws SyntaxError for what is no pattern, and for lookaround, references to groups and repetitions beyond 1000 in a pattern that needs care
 */
export function linearPattern(pattern: string): Pattern {
  const own = new RegExp(pattern, 'u')
  if (goesStraight(pattern)) return own
  const { RE2JS } = require('re2js') as { RE2JS: typeof Engine }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(inRe2(pattern)))
    // Ajv knows the patterns of a schema apart by their text.
    return { test: (text) => compiled.matcher(text).find(), toString: () => String(own) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace('error parsing regexp: ', '') : String(cause)
    const way = 'leave out lookaround, references to groups and repetitions beyond 1000'
    throw new SyntaxError(`cannot be matched in linear time (${why}): ${way}`, { cause })
  }
}

/**
 * What a validator must heed of schemas that come from documents, whoever wrote them: patterns that never end, and fields that are called as what
 * every object has (`toString`).
 */
export const fromDocuments = { ownProperties: true, code: { regExp: Object.assign(linearPattern, { code: 'linearPattern' }) } } as const

/** Parts of a pattern: a pair of surrogates, an escape, the beginning and end of a class, the beginning of a special group, any other character. */
const PARTS = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\p\{[^{}]*\}|\\[\s\S]|\[\^?|\]|\(\?|[\s\S]/gu

/** Whether a pattern has nothing to choose between: no alternatives, one repetition, and a place to begin. */
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

/** JavaScript's white space and line ends; RE2 has ASCII's. */
const SPACE = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`
const OUTSIDE: Readonly<Record<string, string>> = {
  [String.raw`\s`]: `[${SPACE}]`,
  [String.raw`\S`]: `[^${SPACE}]`,
  '.': String.raw`[^\n\r\x{2028}\x{2029}]`,
}
const INSIDE: Readonly<Record<string, string>> = { [String.raw`\s`]: SPACE, [String.raw`\b`]: String.raw`\x08` }

/** A pattern with what means another thing to RE2 written out. */
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
