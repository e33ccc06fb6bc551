import { defined } from '@shotlist/codegen/defined'
import { type Document, isMap, isScalar, type Pair, type ParsedNode, parseDocument, visit, YAMLMap, YAMLParseError } from 'yaml'
import { createIssueList, type IssueList } from '../issue-list.ts'
import { convertNode } from './convert-node.ts'
import type { Node, Place } from './node.ts'

/** Bytes a manifest may have: 10,000 jobs written out take about 2.5 MB. */
const MAX_LENGTH = 32 * 1024 * 1024

/** Reads YAML into nodes with places. Every mistake of syntax is noted in `issues`; `undefined` where nothing can be made of the text. */
export function parseYaml(issues: IssueList): Node | undefined {
  const { text } = issues.source
  if (text.length > MAX_LENGTH) {
    issues.add(TOP, { code: 'too-large', message: `this file has ${text.length} characters; ${MAX_LENGTH} is the most` })
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
    return parseInParts(issues) ?? read(issues)
  } catch (error) {
    // The parser descends by recursion: nesting by the thousand exhausts the stack.
    if (!(error instanceof RangeError)) throw error
    issues.add(TOP, TOO_DEEP)
    return undefined
  }
}

const TOP: Place = { start: 0, end: 1, path: '' }
const TOO_DEEP = { code: 'yaml-too-deep', message: 'this file is nested too deeply to be read' }

function parse(text: string): Document.Parsed {
  return parseDocument(text, {
    version: '1.2',
    schema: 'core',
    intAsBigInt: true,
    // Looking for duplicates is quadratic in the parser; the conversion below finds them with their places.
    uniqueKeys: false,
    prettyErrors: false,
    // `silent` would let a second document pass without a word.
    logLevel: 'error',
  })
}

function read(issues: IssueList): Node | undefined {
  const document = parse(issues.source.text)
  noteSyntax(document, issues)
  if (document.errors.length > 0) return undefined
  if (document.contents === null) {
    issues.add(TOP, { code: 'empty', message: 'this file is empty', hint: 'A manifest begins with `version: 1`.' })
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
      issues.add({ start, end, path: '' }, TOO_DEEP)
      continue
    }
    const message =
      problem.code === 'MULTIPLE_DOCS' ? 'a second document begins here' : `YAML: ${problem.message.replace(/\s+/g, ' ').replace(/:$/, '')}`
    const hint = syntaxHint(problem.code, issues.source.line(line))
    const severity = problem instanceof YAMLParseError ? 'error' : 'warning'
    issues.add({ start, end, path: '' }, { code: 'yaml-syntax', message, ...defined({ hint }) }, severity)
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

type Entries = Iterable<Pair<ParsedNode, ParsedNode | null>>

/**
 * Reads a long manifest part by part, so that the parser's tree of one part is garbage before the next one is made: that of a hundred
 * thousand jobs takes a gigabyte. Undefined where the text must be read as a whole, as when there is any mistake in it.
 */
function parseInParts(issues: IssueList): Node | undefined {
  const parts = splitJobs(issues.source.text)
  if (parts === undefined) return undefined
  const { head, jobs, tail } = parts
  const base = { offset: 0 }
  let isSound = true

  /** The entries of one mapping: a part is parsed when the entries of the one before it have been taken. */
  function* entriesOf(list: Iterable<Part>): Entries {
    const { offset } = base
    for (const part of list) {
      const { contents, errors, warnings } = parse(part.text)
      if (!isMap(contents) || errors.length + warnings.length > 0) isSound = false
      else if (part === head) yield* withJobs(contents.items)
      else {
        base.offset = part.start
        yield* contents.items
      }
      if (!isSound) return
    }
    base.offset = offset
  }

  /** The last key of the head is that of the jobs, which are not in it. */
  function* withJobs(entries: Pair<ParsedNode, ParsedNode | null>[]): Entries {
    const last = entries.at(-1)
    isSound = isScalar(last?.key) && last.key.value === 'jobs'
    if (last !== undefined) last.value = mapOf(entriesOf(jobs), head.text.length)
    yield* entries
  }

  const noted = createIssueList(issues.source)
  const root = convertNode(mapOf(entriesOf(tail === undefined ? [head] : [head, tail]), 0), noted, base)
  if (root === undefined || !isSound) return undefined
  issues.take(noted.all())
  return root
}

/** A mapping of the parser's, but for its entries, which are made as they are asked for. */
function mapOf(items: Entries, start: number): YAMLMap.Parsed {
  return Object.assign(new YAMLMap(), { items, range: [start, start + 1, start + 1] }) as unknown as YAMLMap.Parsed
}

/** A stretch of a text, and the offset at which it begins. */
type Part = { readonly start: number; readonly text: string }

/** A manifest cut so that each part is YAML by itself: what is before the jobs, up to `jobs:`; jobs by the dozen; what follows them. */
type Parts = { readonly head: Part; readonly jobs: Iterable<Part>; readonly tail: Part | undefined }

/** Characters of a part at least. The tree of so many is a few megabytes, and is garbage when the next part is read. */
const PART_LENGTH = 16 * 1024

// Line ends are written out: to `^` and `$`, a line separator within a text is one, too. To YAML it is not.
const JOBS = /(?:^|\n)jobs:(?:[ \t]+#[^\n]*)?[ \t]*\r?\n/
const FIRST_INDENT = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*( +)[^\s#]/y
const BACK_AT_MARGIN = /\n[^\s#]/g
/** Markers and directives of documents: what follows them may mean something else. */
const MARKER = /^(?:---|\.\.\.|%)/
const DIRECTIVE = /(?:^|\n)%/

/**
 * Cuts a manifest at its jobs, without parsing it: undefined where it is not laid out as usual, or is too short to be worth it. A cut in the
 * middle of something, as of a text in quotes, leaves a part that is no YAML, so that whoever parses the parts notices.
 */
export function splitJobs(text: string): Parts | undefined {
  const key = text.length < 2 * PART_LENGTH ? null : JOBS.exec(text)
  if (key === null) return undefined
  const from = key.index + key[0].length
  const head = { start: 0, text: text.slice(0, from) }
  FIRST_INDENT.lastIndex = from
  const indent = FIRST_INDENT.exec(text)?.[1]
  if (indent === undefined || DIRECTIVE.test(head.text)) return undefined
  BACK_AT_MARGIN.lastIndex = from
  const end = (BACK_AT_MARGIN.exec(text)?.index ?? text.length - 1) + 1
  const tail = end === text.length ? undefined : { start: end, text: text.slice(end) }
  return tail !== undefined && MARKER.test(tail.text) ? undefined : { head, jobs: jobsOf(text, { from, end, indent }), tail }
}

/** Cuts before a job's name that is alone on its line, at the indentation of the first one. */
function* jobsOf(text: string, { from, end, indent }: { from: number; end: number; indent: string }): Generator<Part> {
  const name = new RegExp(`\\n(?=${indent}[\\w-]+:\\r?\\n)`, 'g')
  for (let start = from; start < end; ) {
    name.lastIndex = start + PART_LENGTH
    const next = Math.min((name.exec(text)?.index ?? end) + 1, end)
    yield { start, text: text.slice(start, next) }
    start = next
  }
}
