import { parse, stringify } from 'yaml'
import { LockfileError } from '../errors/state-errors.ts'
import { writeFileDurably } from './durable/write-file-durably.ts'
import { byName, EMPTY_LOCKFILE, type LockedPick, type Lockfile, lockedRender } from './lockfile.ts'
import { lockfileProblem } from './lockfile-schema.ts'
import { hashOf, textOf } from './lockfile-text.ts'

const HEADER = '# Written by shotlist: where each clip came from, and what it cost. Commit it; do not edit it. It ends with three dots.\n'
/** YAML's mark for the end of a document: without it, a file that was cut off between two clips would be a lockfile with fewer clips. */
const END = '...\n'

/**
 * Reads a lockfile; one that is not there is empty.
 *
 * @throws {LockfileError} it cannot be read, is no lockfile, not a whole one, or a newer version's
 */
export function readLockfile(path: string): Lockfile {
  const text = textOf(path)
  if (text === undefined) return EMPTY_LOCKFILE
  const mark = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$/m.exec(text)
  if (mark !== null) throw new LockfileError(path, `line ${lineOf(text, mark.index)} is the mark of a merge conflict`)
  const read = parsed(path, text)
  if (typeof read !== 'object' || read === null || !('lockfile' in read)) throw new LockfileError(path, 'it is no lockfile')
  if (read.lockfile !== 1) throw new LockfileError(path, `its version is ${String(read.lockfile)}; this version of Shotlist knows 1`)
  const problem = lockfileProblem(read)
  if (problem !== undefined) throw new LockfileError(path, problem)
  if (text.startsWith(HEADER.trimEnd()) && !/\n\.{3}\s*$/.test(text)) throw new LockfileError(path, 'its end is missing: it was cut off')
  const lockfile = { ...EMPTY_LOCKFILE, ...read } as WrittenLockfile
  return { ...lockfile, picks: byName(picksOf(lockfile)), jobs: byName(lockfile.jobs) }
}

/**
 * Whether a lockfile tells of work in flight; one that does not need not be parsed for it.
 *
 * @throws {LockfileError} it cannot be read
 */
export function mentionsInFlight(path: string): boolean {
  return /^["']?in_flight\b/m.test(textOf(path) ?? '')
}

/** Picks once named a take alone. */
type WrittenLockfile = Omit<Lockfile, 'picks'> & { readonly picks: Readonly<Record<string, string | LockedPick>> }

/** A pick of a take alone counts for the render that the lockfile has of it; where it has none, nobody saw any. */
function picksOf({ picks, jobs }: WrittenLockfile): Lockfile['picks'] {
  const read = Object.entries(picks).flatMap(([group, pick]): [string, LockedPick][] => {
    if (typeof pick !== 'string') return [[group, pick]]
    const entry = Object.hasOwn(jobs, pick) ? jobs[pick] : undefined
    return entry === undefined ? [] : [[group, { take: pick, render: lockedRender(entry) }]]
  })
  return Object.fromEntries(read)
}

/**
 * Writes it, in an order that does not depend on the manifest's; a file that says the same already is not touched.
 *
 * @returns SHA-256 (hex) of its text
 * @throws {LockfileError | OutputError} what stands there cannot be read, and stays
 */
export async function writeLockfile(path: string, lockfile: Lockfile): Promise<string> {
  const ordered = { ...lockfile, documents: sorted(lockfile.documents), picks: sorted(lockfile.picks), jobs: sorted(lockfile.jobs) }
  const text = HEADER + lockfileYaml(ordered) + END
  if (textOf(path) !== text) await writeFileDurably(path, text)
  return hashOf(text)
}

function parsed(path: string, text: string): unknown {
  try {
    // It has a key for each clip: looking for doubled ones would take longer than all the rest.
    return parse(text, { maxAliasCount: 0, uniqueKeys: false })
  } catch (error) {
    throw new LockfileError(path, error instanceof Error ? error.message : String(error))
  }
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function sorted<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

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
function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).some((field) => field !== undefined)
}

/** Texts of words and names, and proportions, none of which can pass for a number, a word of YAML's, or a sign. */
const WORDS = /^(?!(?:true|false|null)$|0[xo])(?=.*[a-df-z])[a-z\d](?:[\w ,./()'-]*[\w./()'])?$|^\d+:\d+$/i

/** Ids of many providers. */
function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d+$/.test(value)
}

/** Whether YAML has a value as JavaScript prints it. */
function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' ? WORDS.test(value) : Number.isSafeInteger(value) && !Object.is(value, -0)
}

/** (By line feeds alone: a pattern's own idea of a line knows more ends.) */
function indented(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `${indent}${line}`))
    .join('\n')
}
