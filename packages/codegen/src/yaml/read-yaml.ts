import { type Document, type ParsedNode, parseDocument, visit, YAMLParseError } from 'yaml'
import { defined } from '../issues/defined.ts'
import { convertNode } from './convert-node.ts'
import type { Node, Place } from './node.ts'
import type { YamlProblems, YamlRules } from './yaml-rules.ts'

/** Characters a file may have: 10,000 jobs of a manifest take about 2.5 million. */
const MAX_LENGTH = 32 * 1024 * 1024

/**
 * Reads YAML into nodes with places. Every mistake is noted in `problems`; `undefined` where nothing can be made of the text, or nothing is in it.
 *
 * @param read reads the text another way where there is a faster one; where that gives nothing, it is read as a whole
 */
export function readYaml(problems: YamlProblems, rules: YamlRules, read: () => Node | undefined = () => undefined): Node | undefined {
  const { text } = problems.source
  if (text.length > MAX_LENGTH) {
    problems.add(TOP, { code: 'too-large', message: `this file has ${text.length} characters; the limit is ${MAX_LENGTH}` })
    return undefined
  }
  try {
    return read() ?? readWhole(problems, rules)
  } catch (error) {
    // The parser descends by recursion: nesting by the thousand exhausts the stack.
    if (!(error instanceof RangeError)) throw error
    problems.add(TOP, TOO_DEEP)
    return undefined
  }
}

const TOP: Place = { start: 0, end: 1, path: '' }
export const TOO_DEEP = { code: 'yaml-too-deep', message: 'this file is nested too deeply to be read' }

/** The parser's own tree of a text. */
export function parseText(text: string, { exactIntegers, writtenKeys }: YamlRules): Document.Parsed<ParsedNode> {
  return parseDocument(text, {
    version: '1.2',
    schema: 'core',
    intAsBigInt: exactIntegers,
    stringKeys: writtenKeys,
    // Looking for duplicates is quadratic in the parser; the conversion finds them with their places.
    uniqueKeys: false,
    prettyErrors: false,
    // `silent` would let a second document pass without a word.
    logLevel: 'error',
  }) as Document.Parsed<ParsedNode>
}

function readWhole(problems: YamlProblems, rules: YamlRules): Node | undefined {
  const document = parseText(problems.source.text, rules)
  noteSyntax(document, problems)
  if (document.errors.length > 0 || document.contents === null) return undefined
  return convertNode(document.contents, { problems, rules })
}

/** One mistake throws the parser off for the rest of its line, and may do so for the rest of the file: what only follows from it is not told. */
function noteSyntax(document: Document.Parsed, problems: YamlProblems): void {
  const lines = new Set<number>()
  for (const problem of [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const [start, end] = problem.pos
    const quote = problem.message.startsWith('Missing closing') ? openingQuote(document, start) : undefined
    if (quote !== undefined) {
      problems.add({ start: quote, end: quote + 1, path: '' }, { code: 'yaml-syntax', message: 'YAML: this quote is not closed' })
      return
    }
    const { line } = problems.source.position(start)
    if (lines.has(line) || (lines.size > 0 && problem.message.includes(OFF_THE_RAILS))) continue
    lines.add(line)
    if (problem.message.startsWith('Maximum call stack')) {
      problems.add({ start, end, path: '' }, TOO_DEEP)
      continue
    }
    const message =
      problem.code === 'MULTIPLE_DOCS' ? 'a second document begins here' : `YAML: ${problem.message.replace(/\s+/g, ' ').replace(/:$/, '')}`
    const hint = syntaxHint(problem.code, problems.source.line(line))
    const severity = problem instanceof YAMLParseError ? 'error' : 'warning'
    problems.add({ start, end, path: '' }, { code: 'yaml-syntax', message, ...defined({ hint }) }, severity)
  }
}

/** In the parser's message for text that it cannot parse because of an earlier mistake. */
const OFF_THE_RAILS = 'in YAML stream'

/** The offset at which the quoted text begins that ends at `end`, often the end of the file. */
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
  if (code === 'MULTIPLE_DOCS') return 'A file is one document: remove the `---` between them.'
  if (line.includes('${{'))
    return 'Put quotes around a value with `${{ }}` in it: within `{ }` and `[ ]` its braces mean something else to YAML.'
  if (code === 'BAD_SCALAR_START') return 'Put quotes around a text that begins with a special character.'
  return undefined
}
