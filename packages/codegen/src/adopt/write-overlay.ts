import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'
import { splitPointer } from '../spec/json-pointer.ts'
import type { Note, Proposal } from './proposal.ts'

// Loaded when an overlay is written: reading documents needs other parts of the library.
const require = createRequire(import.meta.url)

/** Collections whose text is shorter stand on one line. */
const LINE = 100

/** The proposal as an OpenAPI Overlay in YAML, with questions and reasons as comments. */
export function overlayText({ title, actions, questions }: Proposal): string {
  const yaml = require('yaml') as typeof Yaml
  const value = {
    overlay: '1.1.0',
    info: { title: `${title} for Shotlist`, version: '1' },
    actions: actions.map((action) =>
      'update' in action ? { target: action.target, update: action.update } : { target: action.target, remove: true },
    ),
  }
  const document = new yaml.Document(value, { aliasDuplicateObjects: false })
  const items = (document.get('actions') as Yaml.YAMLSeq).items
  for (const [index, { notes }] of actions.entries()) {
    for (const note of notes) comment(items[index] as Yaml.YAMLMap, note, yaml)
  }
  shorten(document.contents, yaml)
  const head =
    questions.length === 0
      ? ''
      : `# Questions left, which the document does not answer:\n${questions.map((question) => `# - ${oneLine(question)}\n`).join('')}`
  return `${head}${document.toString({ lineWidth: 0, flowCollectionPadding: true }).trimEnd()}\n`
}

function comment(action: Yaml.YAMLMap, { at, confidence, why }: Note, yaml: typeof Yaml): void {
  const text = ` ${confidence}: ${oneLine(why)}`
  if (at === '') {
    action.commentBefore = text
    return
  }
  const path = ['update', ...splitPointer(at)]
  const holder = action.getIn(path.slice(0, -1), true)
  if (!yaml.isMap(holder)) return
  const pair = holder.items.find(({ key }) => yaml.isScalar(key) && key.value === path.at(-1))
  if (pair !== undefined && yaml.isScalar(pair.key)) pair.key.commentBefore = text
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

/** Writes small collections without comments on one line. Returns the length of a node's text, infinite if it needs several lines. */
function shorten(node: unknown, yaml: typeof Yaml, depth = 0): number {
  if (yaml.isPair(node)) {
    const isNoted = yaml.isScalar(node.key) && node.key.commentBefore !== undefined && node.key.commentBefore !== null
    const length = String(yaml.isScalar(node.key) ? node.key.value : '').length + shorten(node.value, yaml, depth) + 2
    return isNoted ? Number.POSITIVE_INFINITY : length
  }
  if (!yaml.isCollection(node)) {
    const value = yaml.isScalar(node) ? node.value : ''
    const text = typeof value === 'string' ? value : String(value)
    return text.includes('\n') ? Number.POSITIVE_INFINITY : text.length + 2
  }
  const length = node.items.map((item) => shorten(item, yaml, depth + 1)).reduce((sum, one) => sum + one + 2, 2)
  if (node.commentBefore !== undefined && node.commentBefore !== null) return Number.POSITIVE_INFINITY
  if (depth > 3 && length <= LINE) node.flow = true
  return depth > 3 ? length : Number.POSITIVE_INFINITY
}
