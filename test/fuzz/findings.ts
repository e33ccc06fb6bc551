import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finished } from '../harness/shotlist.ts'
import { SECRET } from './mutations.ts'

/** What one case of a fuzz came to. `struck` counts what was changed in it. */
export type CaseReport = { readonly name: string; readonly struck: number; readonly problems: readonly string[] }

/** Exit statuses that a command may end with when what it reads from outside is broken. */
const STATUSES: ReadonlySet<number | null> = new Set([0, 1, 2, 3, 4, 5])
/** A text so long comes from outside, and nobody bounded it. */
const UNBOUNDED = /[^"\n]{20000}/

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/
const TRACE = /\n\s+at .+:\d+:\d+|a mistake in Shotlist|\(internal\)|Maximum call stack|\[object Object\]/
const SPELLINGS = [SECRET, Buffer.from(SECRET).toString('base64'), SECRET.toUpperCase(), encodeURIComponent(SECRET)]

/** What is wrong with how a command ended and what it said, whatever it was given. */
export function wordProblems(command: string, { code, stdout, stderr }: Finished): string[] {
  const said = `${stdout}\n${stderr}`
  const problems: string[] = []
  if (!STATUSES.has(code)) problems.push(`${command} ended with ${code}: ${stderr.slice(0, 500)}`)
  if (TRACE.test(said)) problems.push(`${command} shows its inside: ${around(said, TRACE)}`)
  if (CONTROL.test(said)) problems.push(`${command} writes control characters: ${JSON.stringify(around(said, CONTROL))}`)
  if (/^(?:::|##\[)/m.test(said)) problems.push(`${command} writes a workflow command: ${around(said, /^(?:::|##\[)/m)}`)
  if (UNBOUNDED.test(said)) problems.push(`${command} writes a text without bounds: ${around(said, UNBOUNDED)}`)
  for (const spelling of SPELLINGS) if (said.includes(spelling)) problems.push(`${command} says the key: ${around(said, spelling)}`)
  return problems
}

/** Files of a folder that hold the key, in any spelling. */
export async function leakProblems(folder: string): Promise<string[]> {
  const problems: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    if (!(await lstat(path)).isFile()) continue
    const content = await readFile(path)
    for (const spelling of SPELLINGS) if (content.includes(spelling)) problems.push(`${name} holds the key`)
  }
  return problems
}

function around(text: string, found: RegExp | string): string {
  const at = typeof found === 'string' ? text.indexOf(found) : (found.exec(text)?.index ?? 0)
  return text.slice(Math.max(0, at - 200), at + 200)
}
