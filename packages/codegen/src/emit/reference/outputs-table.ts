import type { OutputRule } from '@shotlist/core/contract'
import { inlineCode, markdownTable } from './markdown.ts'

/** What an operation yields by name; nothing where it yields nothing. */
export function outputsTable(outputs: Readonly<Record<string, OutputRule>>): string | undefined {
  const rows = Object.entries(outputs).map(([name, rule]) => [inlineCode(name), rule.type, rule.description ?? ''])
  return rows.length === 0 ? undefined : markdownTable(['output', 'is', ''], rows)
}
