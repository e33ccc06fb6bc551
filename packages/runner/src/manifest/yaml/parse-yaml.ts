import { type Document, parseDocument, visit, YAMLParseError } from 'yaml'
import type { IssueList } from '../issue-list.ts'
import { convertNode } from './convert-node.ts'
import type { Node, Place } from './node.ts'
import { parseInParts } from './parse-in-parts.ts'

/** Bytes a manifest may have: 10,000 jobs written out take about 2.5 MB. */
const maxLength = 32 * 1024 * 1024

/** Reads YAML into nodes with places. Every mistake of syntax is noted in `issues`; `undefined` where nothing can be made of the text. */
export function parseYaml(issues: IssueList): Node | undefined {
  const { text } = issues.source
  if (text.length > maxLength) {
    issues.add(top, { code: 'too-large', message: `this file has ${text.length} characters; ${maxLength} is the most` })
    return undefined
  }
  const nul = text.indexOf('\0')
  if (nul !== -1) {
    issues.add(
      { start: nul, end: nul + 1, path: '' },
      { code: 'yaml-syntax', message: 'there is a NUL character here: this is not a text file' },
    )
    return undefined
  }
  try {
    return parseInParts(issues, parse) ?? read(issues)
  } catch (error) {
    // The parser descends by recursion: nesting by the thousand exhausts the stack.
    if (!(error instanceof RangeError)) throw error
    issues.add(top, tooDeep)
    return undefined
  }
}

const top: Place = { start: 0, end: 1, path: '' }
const tooDeep = { code: 'yaml-too-deep', message: 'this file is nested too deeply to be read' }

const parse = (text: string): Document.Parsed =>
  parseDocument(text, {
    version: '1.2',
    schema: 'core',
    intAsBigInt: true,
    // Looking for duplicates is quadratic in the parser; the conversion below finds them with their places.
    uniqueKeys: false,
    prettyErrors: false,
    // `silent` would let a second document pass without a word.
    logLevel: 'error',
  })

function read(issues: IssueList): Node | undefined {
  const document = parse(issues.source.text)
  noteSyntax(document, issues)
  if (document.errors.length > 0) return undefined
  if (document.contents === null) {
    issues.add(top, { code: 'empty', message: 'this file is empty', hint: 'A manifest begins with `version: 1`.' })
    return undefined
  }
  return convertNode(document.contents, issues)
}

/** One mistake throws the parser off for the rest of its line, and may do so for the rest of the file: what only follows from it is not told. */
function noteSyntax(document: Document.Parsed, issues: IssueList): void {
  const lines = new Set<number>()
  for (const problem of [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const [start, end] = problem.pos
    const quote = problem.message.startsWith('Missing closing') ? openingQuote(document, start) : undefined
    if (quote !== undefined) {
      issues.add({ start: quote, end: quote + 1, path: '' }, { code: 'yaml-syntax', message: 'YAML: this quote is not closed' })
      return
    }
    const { line } = issues.source.position(start)
    if (lines.has(line) || (lines.size > 0 && problem.message.includes(OFF_THE_RAILS))) continue
    lines.add(line)
    if (problem.message.startsWith('Maximum call stack')) {
      issues.add({ start, end, path: '' }, tooDeep)
      continue
    }
    const message =
      problem.code === 'MULTIPLE_DOCS' ? 'a second document begins here' : `YAML: ${problem.message.replace(/\s+/g, ' ').replace(/:$/, '')}`
    const hint = syntaxHint(problem.code, issues.source.line(line))
    const severity = problem instanceof YAMLParseError ? 'error' : 'warning'
    issues.add({ start, end, path: '' }, { code: 'yaml-syntax', message, ...(hint === undefined ? {} : { hint }) }, severity)
  }
}

/** What the parser says of everything behind a mistake that it could not make sense of. */
const OFF_THE_RAILS = 'in YAML stream'

/** Where the quoted text begins that goes on to here, often the end of the file. */
function openingQuote(document: Document.Parsed, end: number): number | undefined {
  let found: number | undefined
  visit(document, {
    Scalar: (_, { range, type }) => {
      if (type?.startsWith('QUOTE') && range?.[1] === end) found = range[0]
    },
  })
  return found
}

function syntaxHint(code: string, line: string): string | undefined {
  if (code === 'TAB_AS_INDENT') return 'Indent with spaces.'
  if (code === 'MULTIPLE_DOCS') return 'A manifest is one document: remove the `---` between them.'
  if (line.includes('${{'))
    return 'Put quotes around a value with `${{ }}` in it: within `{ }` and `[ ]` its braces mean something else to YAML.'
  if (code === 'BAD_SCALAR_START') return 'Put quotes around a text that begins with a special character.'
  return undefined
}
