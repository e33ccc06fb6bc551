import { type Node, parseTree, visit } from 'jsonc-parser'
import { type Document, LineCounter, parseDocument } from 'yaml'
import type { Issue } from '../issues/issue.ts'
import { issueAtOffset } from './issue-at.ts'
import { splitPointer } from './json-pointer.ts'
import type { Offsets, SourceFile } from './source-file.ts'
import { MAX_DEPTH, MAX_NODES, toValue } from './to-value.ts'
import { yamlOffsets } from './yaml-offsets.ts'

type Source = { name: string; path?: string; text: string }
type Parsed = { readonly file: SourceFile; readonly issues: readonly Issue[] }

const TOO_DEEP = 'nested too deeply to be read'

/** Parses JSON or YAML. All syntax errors and duplicate keys are reported in one go. */
export function parseSource(source: Source): Parsed {
  const json = readJson(source.text)
  return json === undefined ? parseYaml(source) : { file: { ...source, ...json, offsets: jsonOffsets(source.text) }, issues: [] }
}

function parseYaml(source: Source): Parsed {
  const lines = new LineCounter()
  let yaml: Document.Parsed
  try {
    yaml = parseDocument(source.text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, stringKeys: true, logLevel: 'error' })
  } catch (error) {
    // The library composes nested collections by recursion: text that is nothing but brackets exhausts its stack.
    const file = { ...source, value: undefined, offsets: yamlOffsets(parseDocument('') as Document.Parsed, lines) }
    const message = error instanceof RangeError ? TOO_DEEP : `cannot be read: ${String(error)}`
    return { file, issues: [issueAtOffset(file, 0, { code: 'yaml-syntax', message })] }
  }
  const unread: SourceFile = { ...source, value: undefined, offsets: yamlOffsets(yaml, lines) }
  if (yaml.errors.length > 0) {
    // Where the stack ends within the library, it takes that for a mistake in the text, and for many.
    const deep = yaml.errors.find(({ message }) => /call stack|stack overflow/i.test(message))
    const issues = (deep === undefined ? yaml.errors : [deep]).map((error) =>
      issueAtOffset(unread, error.pos[0], { code: 'yaml-syntax', message: error === deep ? TOO_DEEP : sentence(error.message) }),
    )
    return { file: unread, issues }
  }
  const { value, problems } = toValue(yaml)
  const file: SourceFile = { ...unread, value }
  return { file, issues: problems.map((problem) => issueAtOffset(file, problem.offset, problem)) }
}

/** The library's messages are whole sentences with a capital; ours continue `file:line:column: `. */
function sentence(message: string): string {
  const line = message.split('\n')[0] ?? message
  return line.charAt(0).toLowerCase() + line.slice(1)
}

/** Offsets in a text that was read as JSON. It is read a second time for them, once something is wrong with it. */
function jsonOffsets(text: string): Offsets {
  let tree: Node | undefined
  let lineStarts: readonly number[] | undefined
  return {
    of: (pointer, at) => offsetOf((tree ??= parseTree(text)), pointer, at),
    lineAt: (offset) => lineAt((lineStarts ??= lineStartsOf(text)), offset),
  }
}

function offsetOf(tree: Node | undefined, pointer: string, at: 'key' | 'value'): number {
  let node = tree
  let offset = node?.offset ?? 0
  const segments = splitPointer(pointer)
  for (const [index, segment] of segments.entries()) {
    const found =
      node?.type === 'array' ? node.children?.[Number(segment)] : node?.children?.find(({ children }) => children?.[0]?.value === segment)
    if (found === undefined) break
    const [key, value] = found.type === 'property' ? [found.children?.[0], found.children?.[1]] : [found, found]
    node = value
    const last = index === segments.length - 1
    const isScalar = node !== undefined && node.children === undefined
    offset = (isScalar && !(last && at === 'key') ? node : key)?.offset ?? offset
  }
  return offset
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The last line that begins at the offset or before it. */
function lineAt(starts: readonly number[], offset: number): { line: number; column: number } {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}

/**
 * The value of a text that is JSON and nothing is wrong with: a hundred times faster than reading it as the YAML that it also is. Nothing
 * for any other text, a reader of YAML then says what is wrong and where.
 */
function readJson(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isSound(text) ? { value } : undefined
  } catch {
    return undefined
  }
}

/** What `JSON.parse` lets pass: a key that stands twice, the key `__proto__`, and more than can be worked with. */
function isSound(text: string): boolean {
  const open: Set<string>[] = []
  let sound = true
  let nodes = 0
  let depth = 0
  const count = () => {
    nodes += 1
    if (depth > MAX_DEPTH || nodes > MAX_NODES) sound = false
  }
  const begin = () => {
    count()
    depth += 1
  }
  visit(text, {
    onObjectBegin() {
      begin()
      open.push(new Set())
      return sound
    },
    onObjectProperty(name) {
      const names = open.at(-1)
      if (name === '__proto__' || names?.has(name) === true) sound = false
      names?.add(name)
    },
    onObjectEnd() {
      depth -= 1
      open.pop()
    },
    onArrayBegin() {
      begin()
      return sound
    },
    onArrayEnd() {
      depth -= 1
    },
    onLiteralValue: count,
  })
  return sound
}
