import { stringify } from 'yaml'
import type { Lockfile } from './lockfile.ts'

// (Quoted on one line: what the library writes as a block does not come back where a line is blank but for spaces.)
const STYLE = { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: false } as const

/** A lockfile as YAML, written entry by entry: one tree of nodes for ten thousand clips would be as large as all the rest of a run. */
export function lockfileYaml({ jobs, ...head }: Lockfile): string {
  const entries = Object.entries(jobs)
  if (entries.length === 0) return stringify({ ...head, jobs }, STYLE)
  let text = `${stringify(head, STYLE)}jobs:\n`
  for (const [id, entry] of entries) text += indented(stringify({ [id]: entry }, STYLE))
  return text
}

/** (By line feeds alone: a pattern's own idea of a line knows more ends.) */
const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n')
