import { type Base, convertNode, type Node, parseText, readYaml, type YamlRules } from '@shotlist/codegen/yaml'
import { isMap, isScalar, type Pair, type ParsedNode, YAMLMap } from 'yaml'
import { createIssueList, type IssueList } from '../issue-list.ts'
import { HALF_CHARACTER } from '../note-half-characters.ts'

const RULES: YamlRules = {
  depth: 64,
  values: Infinity,
  aliased: 500_000,
  merges: true,
  writtenKeys: false,
  exactIntegers: true,
  refuseText: (text) => (text.isWellFormed() ? undefined : HALF_CHARACTER),
}

/** Reads a manifest, or a table in YAML. Every mistake is noted in `issues`; `undefined` where nothing can be made of the text. */
export function parseYaml(issues: IssueList): Node | undefined {
  const nul = issues.source.text.indexOf('\0')
  if (nul !== -1) {
    issues.add(
      { start: nul, end: nul + 1, path: '' },
      { code: 'yaml-syntax', message: 'there is a NUL character here: this is not a text file' },
    )
    return undefined
  }
  const node = readYaml(issues, RULES, () => parseInParts(issues))
  if (node === undefined && !issues.hasErrors())
    issues.add(
      { start: 0, end: 1, path: '' },
      { code: 'empty', message: 'this file is empty', hint: 'A manifest begins with `version: 1`.' },
    )
  return node
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
  const base: Base = { offset: 0 }
  let isSound = true

  /** The entries of one mapping: a part is parsed when the entries of the one before it have been taken. */
  function* entriesOf(list: Iterable<Part>): Entries {
    const { offset } = base
    for (const part of list) {
      const { contents, errors, warnings } = parseText(part.text, RULES)
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
  const entries = entriesOf(tail === undefined ? [head] : [head, tail])
  const root = convertNode(mapOf(entries, 0), { problems: noted, rules: RULES, base })
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
