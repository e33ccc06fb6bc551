import { type Document, isMap, isScalar, type Pair, type ParsedNode, YAMLMap } from 'yaml'
import { createIssueList, type IssueList } from '../issue-list.ts'
import { convertNode } from './convert-node.ts'
import type { Node } from './node.ts'
import { type Part, splitJobs } from './split-jobs.ts'

type Entries = Iterable<Pair<ParsedNode, ParsedNode | null>>

/**
 * Reads a long manifest part by part, so that the parser's tree of one part is garbage before the next one is made: that of a hundred
 * thousand jobs takes a gigabyte. Undefined where the text must be read as a whole, as when there is any mistake in it.
 */
export function parseInParts(issues: IssueList, parse: (text: string) => Document.Parsed): Node | undefined {
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
const mapOf = (items: Entries, start: number): YAMLMap.Parsed =>
  Object.assign(new YAMLMap(), { items, range: [start, start + 1, start + 1] }) as unknown as YAMLMap.Parsed
