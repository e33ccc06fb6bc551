import { type Document, LineCounter, parseDocument } from 'yaml'
import type { Issue } from '../issues/issue.ts'
import { issueAtOffset } from './issue-at.ts'
import { jsonOffsets } from './json-offsets.ts'
import { readJson } from './read-json.ts'
import type { SourceFile } from './source-file.ts'
import { toValue } from './to-value.ts'
import { yamlOffsets } from './yaml-offsets.ts'

type Source = { name: string; path?: string; text: string }
type Parsed = { readonly file: SourceFile; readonly issues: readonly Issue[] }

const tooDeep = 'nested too deeply to be read'

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
    const message = error instanceof RangeError ? tooDeep : `cannot be read: ${String(error)}`
    return { file, issues: [issueAtOffset(file, 0, { code: 'yaml-syntax', message })] }
  }
  const unread: SourceFile = { ...source, value: undefined, offsets: yamlOffsets(yaml, lines) }
  if (yaml.errors.length > 0) {
    // Where the stack ends within the library, it takes that for a mistake in the text, and for many.
    const deep = yaml.errors.find(({ message }) => /call stack|stack overflow/i.test(message))
    const issues = (deep === undefined ? yaml.errors : [deep]).map((error) =>
      issueAtOffset(unread, error.pos[0], { code: 'yaml-syntax', message: error === deep ? tooDeep : sentence(error.message) }),
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
