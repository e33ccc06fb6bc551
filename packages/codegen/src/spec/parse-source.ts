import { type Node, parseTree, visit } from 'jsonc-parser'
import type { Issue } from '../issues/issue.ts'
import { toPlain } from '../yaml/node.ts'
import { readYaml, TOO_DEEP } from '../yaml/read-yaml.ts'
import { createSource } from '../yaml/source.ts'
import type { YamlProblem, YamlProblems, YamlRules } from '../yaml/yaml-rules.ts'
import { type Finding, issueAtOffset } from './issue-at.ts'
import { splitPointer } from './json-pointer.ts'
import { nodeOffset } from './node-offset.ts'
import type { Offsets, SourceFile } from './source-file.ts'

type Source = { name: string; path?: string; text: string }
type Parsed = { readonly file: SourceFile; readonly issues: readonly Issue[] }

/** Levels of maps and lists in each other that a document may have, and that no walk over it exhausts the stack on. */
const MAX_DEPTH = 120

/** Values that a document may have, with aliases counted as what they stand for. GitHub's has 400 thousand. */
const MAX_VALUES = 1_000_000

/** Parses JSON or YAML. All syntax errors and duplicate keys are reported in one go. */
export function parseSource(source: Source): Parsed {
  const json = readJson(source.text)
  return json === undefined ? parseYaml(source) : { file: { ...source, ...json, offsets: jsonOffsets(source.text) }, issues: [] }
}

function parseYaml(source: Source): Parsed {
  const lines = createSource(source.name, source.text)
  const found: { readonly offset: number; readonly finding: Finding }[] = []
  const note: YamlProblems['add'] = ({ start }, problem, severity = 'error') => {
    if (severity === 'error') found.push({ offset: start, finding: { ...problem, code: codeOf(problem) } })
  }
  const node = readYaml({ source: lines, add: note }, RULES)
  const value = node === undefined ? (found.length > 0 ? undefined : null) : toPlain(node)
  const file: SourceFile = { ...source, value, offsets: { of: (pointer, at) => nodeOffset(node, pointer, at), lineAt: lines.position } }
  return { file, issues: found.map(({ offset, finding }) => issueAtOffset(file, offset, finding)) }
}

const RULES: YamlRules = {
  depth: MAX_DEPTH,
  values: MAX_VALUES,
  aliased: MAX_VALUES,
  writtenKeys: true,
  exactIntegers: false,
  refuseKey: (key) =>
    key === '__proto__' ? { code: 'reserved-key', message: 'the key __proto__ is reserved', hint: 'rename it' } : undefined,
}

/** Codes that the mistakes of a document have for what a manifest tells apart. */
const OWN_CODES: Readonly<Record<string, string>> = {
  'yaml-too-deep': 'document-too-large',
  'yaml-aliases': 'document-too-large',
  'too-large': 'document-too-large',
  'yaml-key': 'yaml-syntax',
}

function codeOf(problem: YamlProblem): string {
  return problem === TOO_DEEP ? 'yaml-syntax' : (OWN_CODES[problem.code] ?? problem.code)
}

/** Offsets in a text that was read as JSON. It is read a second time for them, once something is wrong with it. */
function jsonOffsets(text: string): Offsets {
  let tree: Node | undefined
  let lines: ReturnType<typeof createSource> | undefined
  return {
    of: (pointer, at) => offsetOf((tree ??= parseTree(text)), pointer, at),
    lineAt: (offset) => (lines ??= createSource('', text)).position(offset),
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
    if (depth > MAX_DEPTH || nodes > MAX_VALUES) sound = false
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
