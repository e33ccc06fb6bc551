import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import type { IssueList } from '../issue-list.ts'
import type { Node, PlacedText } from '../yaml/node.ts'

type Reading = { readonly what: string; readonly issues: IssueList }

/** A text that is not empty. */
export function readText(node: Node, { what, issues }: Reading): string | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '') return node.value
  const quote = node.kind === 'scalar' && node.value !== null && node.value !== ''
  issues.add(node, {
    code: 'wrong-type',
    message: `${what} must be a text, not ${describeNode(node)}`,
    ...defined({ hint: quote ? 'Put quotes around it.' : undefined }),
  })
  return undefined
}

/** A whole number within bounds. */
export function readInteger(node: Node, { what, issues, min, max }: Reading & { min: number; max: number }): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  const problem = typeof value === 'number' || typeof value === 'bigint' ? 'out-of-range' : 'wrong-type'
  issues.add(node, { code: problem, message: `${what} must be a whole number from ${min} to ${max}, not ${describeNode(node)}` })
  return undefined
}

/** More than any budget. Sums of larger numbers lose their last digits or become infinite. */
export const MAX_AMOUNT = 1e12

/** An amount of money. */
export function readAmount(node: Node, { what, issues }: Reading): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined
  if (typeof value === 'number' && value >= 0 && value <= MAX_AMOUNT) return value
  issues.add(node, {
    code: typeof value === 'number' ? 'out-of-range' : 'wrong-type',
    message: `${what} must be a number from 0 to ${MAX_AMOUNT}, not ${describeNode(node)}`,
  })
  return undefined
}

/** One of the given words. */
export function readWord<Word extends string>(node: Node, words: readonly Word[], { what, issues }: Reading): Word | undefined {
  const text = readText(node, { what, issues })
  if (text === undefined) return undefined
  const word = words.find((known) => known === text)
  if (word !== undefined) return word
  const suggestion = suggest(text, words)
  issues.add(node, {
    code: 'unknown-value',
    message: `${what} cannot be \`${text}\``,
    hint: `It is one of: ${words.join(', ')}.`,
    ...defined({ suggestion }),
  })
  return undefined
}

/** A value in the words of messages: `a list`, `the text "x"`, `nothing`. */
export function describeNode(node: Node): string {
  if (node.kind === 'list') return 'a list'
  if (node.kind === 'map') return 'a mapping'
  if (node.value === null) return 'nothing'
  if (typeof node.value === 'string') return `the text ${JSON.stringify(clip(node.value))}`
  return String(node.value)
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** A list of texts. A single text means a list of one. */
export function readTextList(node: Node, { what, issues }: { what: string; issues: IssueList }): readonly PlacedText[] {
  if (node.kind === 'map' || (node.kind === 'scalar' && typeof node.value !== 'string')) {
    issues.add(node, { code: 'wrong-type', message: `${what} must be a list of texts, not ${describeNode(node)}` })
    return []
  }
  const items = node.kind === 'list' ? node.items : [node]
  const texts: PlacedText[] = []
  for (const item of items) {
    const text = readText(item, { what: `an entry of ${what}`, issues })
    if (text !== undefined) texts.push({ text, place: item })
  }
  return texts
}
