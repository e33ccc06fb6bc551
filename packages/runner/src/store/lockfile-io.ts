import { parse, stringify } from 'yaml'
import { LockfileError } from '../errors/state-errors.ts'
import { writeFileDurably } from './durable/write-file-durably.ts'
import { byName, EMPTY_LOCKFILE, type LockedPick, type Lockfile, lockedRender } from './lockfile.ts'
import { lockfileProblem } from './lockfile-schema.ts'
import { hashOf, textOf } from './lockfile-text.ts'

const HEADER = '# Written by shotlist: where each clip came from, and what it cost. Commit it; do not edit it. It ends with three dots.\n'
/** YAML's end of a document. Without it, a file that was cut off between two clips would read as a lockfile with fewer clips. */
const END = '...\n'

/**
 * Reads a lockfile. Returns an empty one if there is no file.
 *
 * @throws {LockfileError} if it cannot be read, is not a lockfile, is cut off, or has another version
 */
export function readLockfile(path: string): Lockfile {
  const text = textOf(path)
  if (text === undefined) return EMPTY_LOCKFILE
  const mark = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$/m.exec(text)
  if (mark !== null) throw new LockfileError(path, `line ${lineOf(text, mark.index)} is a conflict marker of a merge`)
  const read = parsed(path, text)
  if (typeof read !== 'object' || read === null || !('lockfile' in read)) throw new LockfileError(path, 'it is not a lockfile')
  if (read.lockfile !== 1) throw new LockfileError(path, `its version is ${String(read.lockfile)}; this version of Shotlist knows 1`)
  const problem = lockfileProblem(read)
  if (problem !== undefined) throw new LockfileError(path, problem)
  if (text.startsWith(HEADER.trimEnd()) && !/\n\.{3}\s*$/.test(text)) throw new LockfileError(path, 'its end is missing: it was cut off')
  const lockfile = { ...EMPTY_LOCKFILE, ...read } as WrittenLockfile
  return { ...lockfile, picks: byName(picksOf(lockfile)), jobs: byName(lockfile.jobs) }
}

/**
 * Whether a lockfile has jobs in flight. Searches the text, because parsing takes longer.
 *
 * @throws {LockfileError} if it cannot be read
 */
export function mentionsInFlight(path: string): boolean {
  return /^["']?in_flight\b/m.test(textOf(path) ?? '')
}

/** A lockfile as it is on the disk. Earlier versions wrote picks as a take alone. */
type WrittenLockfile = Omit<Lockfile, 'picks'> & { readonly picks: Readonly<Record<string, string | LockedPick>> }

/** The picks of a lockfile. A pick of a take alone means its render in the lockfile, and is dropped if there is none. */
function picksOf({ picks, jobs }: WrittenLockfile): Lockfile['picks'] {
  const read = Object.entries(picks).flatMap(([group, pick]): [string, LockedPick][] => {
    if (typeof pick !== 'string') return [[group, pick]]
    const entry = Object.hasOwn(jobs, pick) ? jobs[pick] : undefined
    return entry === undefined ? [] : [[group, { take: pick, render: lockedRender(entry) }]]
  })
  return Object.fromEntries(read)
}

/**
 * Writes a lockfile, sorted by name. Does not touch a file that has the same text already.
 *
 * @returns SHA-256 (hex) of its text
 * @throws {LockfileError | OutputError} if the existing file cannot be read (it stays), or the new one cannot be written
 */
export async function writeLockfile(path: string, lockfile: Lockfile): Promise<string> {
  const ordered = { ...lockfile, documents: byKey(lockfile.documents), picks: byKey(lockfile.picks), jobs: byKey(lockfile.jobs) }
  const text = HEADER + lockfileYaml(ordered) + END
  if (textOf(path) !== text) await writeFileDurably(path, text)
  return hashOf(text)
}

function parsed(path: string, text: string): unknown {
  try {
    // A lockfile has a key for each clip: the check for duplicate keys would take longer than all the rest.
    return parse(text, { maxAliasCount: 0, uniqueKeys: false })
  } catch (error) {
    throw new LockfileError(path, error instanceof Error ? error.message : String(error))
  }
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function byKey<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

// No block scalars: the library does not read back its own block if a line in it has only spaces.
const STYLE = { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: false } as const

/**
 * A lockfile as YAML, byte for byte as the library writes it, in a tenth of the time: nearly all values need no quotes. Values that may
 * need them are left to the library.
 */
export function lockfileYaml({ jobs, ...head }: Lockfile): string {
  return Object.keys(jobs).length === 0 ? stringify({ ...head, jobs }, STYLE) : `${stringify(head, STYLE)}jobs:\n${fieldsOf(jobs, '  ')}`
}

/** The library writes longer keys in another form. */
const LONGEST_KEY = 1000

function fieldsOf(map: object, indent: string): string {
  // Lines are joined per map: a string built by concatenation is a tree of its pieces, many times its own size.
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

/** Whether a value is a map with fields. The library writes an empty map as `{}`. */
function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).some((field) => field !== undefined)
}

/** Texts that need no quotes: words, names and ratios that YAML does not read as a number, a keyword or a delimiter. */
const UNQUOTED = /^(?!(?:true|false|null)$|0[xo])(?=.*[a-df-z])[a-z\d](?:[\w ,./()'-]*[\w./()'])?$|^\d+:\d+$/i

/** Whether a value is a text of digits, as ids of many providers are. */
function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d+$/.test(value)
}

/** Whether YAML writes a value as JavaScript prints it. */
function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' ? UNQUOTED.test(value) : Number.isSafeInteger(value) && !Object.is(value, -0)
}

/** Indents each line. Splits at line feeds alone: `^` in a pattern matches after other line endings too. */
function indented(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `${indent}${line}`))
    .join('\n')
}
