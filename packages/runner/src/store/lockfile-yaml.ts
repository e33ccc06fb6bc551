import { stringify } from 'yaml'
import type { Lockfile } from './lockfile.ts'

// (Quoted on one line: what the library writes as a block does not come back where a line is blank but for spaces.)
const STYLE = { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: false } as const

/**
 * A lockfile as YAML, the same to the letter as the library writes it, in a tenth of the time: nearly all values need no quotes, and no tree of
 * nodes. What might is left to the library, value by value.
 */
export function lockfileYaml({ jobs, ...head }: Lockfile): string {
  return Object.keys(jobs).length === 0 ? stringify({ ...head, jobs }, STYLE) : `${stringify(head, STYLE)}jobs:\n${fieldsOf(jobs, '  ')}`
}

/** Longer ones are written in another way. */
const LONGEST_KEY = 1000

function fieldsOf(map: object, indent: string): string {
  // Joined map by map: a text that is added to piece by piece is a tree of its pieces, many times its own size.
  const lines: string[] = []
  for (const [key, value] of Object.entries(map) as [string, unknown][]) {
    if (value === undefined) continue
    if (!isPlain(key) || key.length > LONGEST_KEY) lines.push(indented(stringify({ [key]: value }, STYLE), indent))
    else if (isPlain(value)) lines.push(`${indent}${key}: ${value}\n`)
    else if (isDigits(value)) lines.push(`${indent}${key}: "${value}"\n`)
    else if (isMap(value)) lines.push(`${indent}${key}:\n`, fieldsOf(value, `${indent}  `))
    else lines.push(indented(stringify({ [key]: value }, STYLE), indent))
  }
  return lines.join('')
}

/** (An empty one is written in braces.) */
const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).some((field) => field !== undefined)

/** Texts of words and names, and proportions, none of which can pass for a number, a word of YAML's, or a sign. */
const WORDS = /^(?!(?:true|false|null)$|0[xo])(?=.*[a-df-z])[a-z\d](?:[\w ,./()'-]*[\w./()'])?$|^\d+:\d+$/i

/** Ids of many providers. */
const isDigits = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value)

/** Whether YAML has a value as JavaScript prints it. */
const isPlain = (value: unknown): value is string | number =>
  typeof value === 'string' ? WORDS.test(value) : Number.isSafeInteger(value) && !Object.is(value, -0)

/** (By line feeds alone: a pattern's own idea of a line knows more ends.) */
const indented = (text: string, indent: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : `${indent}${line}`))
    .join('\n')
