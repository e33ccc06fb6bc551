import { type Base, convertNode, type Node, parseText, readYaml, type YamlRules } from '@shotlist/codegen/yaml'
import { isMap, isScalar, type Pair, type ParsedNode, YAMLMap } from 'yaml'
import { createIssueList, type IssueList } from '../issue-list.ts'
import { HALF_CHARACTER } from '../note-half-characters.ts'

const RULES: YamlRules = {
  depth: 64,
  values: Infinity,
  aliased: 500_000,
  writtenKeys: false,
  exactIntegers: true,
  refuseText: (text) => (text.isWellFormed() ? undefined : HALF_CHARACTER),
}

/** Reads `issues.source`: a manifest, or a table in YAML. Adds every mistake to `issues`. Returns `undefined` if the text cannot be read. */
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
 * Reads a long manifest part by part, so that the parser's tree of one part is garbage before the next one is made: the whole tree of a
 * hundred thousand jobs takes a gigabyte. Undefined if the text must be read as a whole, for example because it has a mistake.
 */
function parseInParts(issues: IssueList): Node | undefined {
  const parts = splitJobs(issues.source.text)
  if (parts === undefined) return undefined
  const { head, jobs, tail } = parts
  const base: Base = { offset: 0 }
  let isSound = true

  /** The entries of one mapping. A part is parsed after the entries of the part before it are converted. */
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

  /** The entries of the head. Its last key is `jobs`, whose entries come from the other parts. */
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

/** A mapping like those of the parser, whose entries are made when they are read. */
function mapOf(items: Entries, start: number): YAMLMap.Parsed {
  return Object.assign(new YAMLMap(), { items, range: [start, start + 1, start + 1] }) as unknown as YAMLMap.Parsed
}

/** A part of a text, and the offset at which it begins. */
type Part = { readonly start: number; readonly text: string }

/** A manifest in parts, each of which is YAML by itself: the text up to `jobs:`, several jobs each, and the text after the jobs. */
type Parts = { readonly head: Part; readonly jobs: Iterable<Part>; readonly tail: Part | undefined }

/** The least number of characters in a part. The tree of such a part takes a few megabytes. */
const PART_LENGTH = 16 * 1024

// Line endings are explicit: `^` and `$` also match at a line separator inside a text, which does not end a line in YAML.
const JOBS = /(?:^|\n)jobs:(?:[ \t]+#[^\n]*)?[ \t]*\r?\n/
const FIRST_INDENT = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*( +)[^\s#]/y
const BACK_AT_MARGIN = /\n[^\s#]/g
/** Markers and directives of YAML documents: they can change the meaning of the text after them. */
const MARKER = /^(?:---|\.\.\.|%)/
const DIRECTIVE = /(?:^|\n)%/

/**
 * Splits a manifest at its jobs without parsing it. Undefined if its layout is unusual, or if it is too short to gain from it. A wrong
 * split, such as inside a text in quotes, leaves a part that is not valid YAML, so the caller notices when it parses the parts.
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

/** Splits before a job's name that is alone on its line and has the indentation of the first one. */
function* jobsOf(text: string, { from, end, indent }: { from: number; end: number; indent: string }): Generator<Part> {
  const name = new RegExp(`\\n(?=${indent}[\\w-]+:\\r?\\n)`, 'g')
  for (let start = from; start < end; ) {
    name.lastIndex = start + PART_LENGTH
    const next = Math.min((name.exec(text)?.index ?? end) + 1, end)
    yield { start, text: text.slice(start, next) }
    start = next
  }
}
