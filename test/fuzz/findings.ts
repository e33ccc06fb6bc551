import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finished } from '../harness/shotlist.ts'
import { SECRET } from './mutations.ts'

/** The result of one case. `changed` counts the changes that were made. */
export type CaseReport = { readonly name: string; readonly changed: number; readonly problems: readonly string[] }

/** The exit statuses that are allowed when the input is broken. */
const STATUSES: ReadonlySet<number | null> = new Set([0, 1, 2, 3, 4, 5])
/** A text of this length comes from outside, and was not limited. */
const UNBOUNDED = /[^"\n]{20000}/

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/
const TRACE = /\n\s+at .+:\d+:\d+|a bug in Shotlist|\(internal\)|Maximum call stack|\[object Object\]/
const ENCODINGS = [SECRET, Buffer.from(SECRET).toString('base64'), SECRET.toUpperCase(), encodeURIComponent(SECRET)]

/** The problems of a command's exit status and output that are wrong for any input. */
export function outputProblemsOf(command: string, { code, stdout, stderr }: Finished): string[] {
  const output = `${stdout}\n${stderr}`
  const problems: string[] = []
  if (!STATUSES.has(code)) problems.push(`${command} ended with ${code}: ${stderr.slice(0, 500)}`)
  if (TRACE.test(output)) problems.push(`${command} shows internals: ${around(output, TRACE)}`)
  if (CONTROL.test(output)) problems.push(`${command} writes control characters: ${JSON.stringify(around(output, CONTROL))}`)
  if (/^(?:::|##\[)/m.test(output)) problems.push(`${command} writes a workflow command: ${around(output, /^(?:::|##\[)/m)}`)
  if (UNBOUNDED.test(output)) problems.push(`${command} writes a text without a limit: ${around(output, UNBOUNDED)}`)
  for (const encoded of ENCODINGS) if (output.includes(encoded)) problems.push(`${command} writes the key: ${around(output, encoded)}`)
  return problems
}

/** The files of a folder that contain the key in any encoding. */
export async function leakProblems(folder: string): Promise<string[]> {
  const problems: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    if (!(await lstat(path)).isFile()) continue
    const content = await readFile(path)
    for (const encoded of ENCODINGS) if (content.includes(encoded)) problems.push(`${name} contains the key`)
  }
  return problems
}

function around(text: string, found: RegExp | string): string {
  const at = typeof found === 'string' ? text.indexOf(found) : (found.exec(text)?.index ?? 0)
  return text.slice(Math.max(0, at - 200), at + 200)
}
