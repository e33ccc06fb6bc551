import { resolve } from 'node:path'
import type { Problem } from '../../errors/issue.ts'
import { openSource } from '../open-source.ts'
import { checkFile, checkInputPath, sizeText } from './check-file.ts'
import type { Files } from './files.ts'
import { outOfBounds } from './out-of-bounds.ts'

/** Reads a text of the project for `file('...')`: its content, or why it is not read. */
export type TextReader = (path: string) => { readonly text: string } | Problem

const MAX_BYTES = 1_000_000

/**
 * A reader of texts, each of which is read once. A text has line ends `\n` and none at its end, so that an editor's settings do not change
 * a prompt.
 *
 * @param root the manifest's folder, which paths are relative to
 */
export function createTextReader({ files, root }: { readonly files: Files; readonly root: string }): TextReader {
  const known = new Map<string, ReturnType<TextReader>>()
  return (path) => {
    const found = known.get(path) ?? readText(path, { files, root })
    known.set(path, found)
    return found
  }
}

function readText(given: string, { files, root }: { readonly files: Files; readonly root: string }): ReturnType<TextReader> {
  const checked = checkInputPath(given)
  if ('problem' in checked) return { code: 'bad-path', message: `the path of this file ${checked.problem}`, ...hintOf(checked) }
  const { path } = checked
  const problem = outOfBounds(path, { files, root }) ?? checkFile(path, { files, root })
  if (problem !== undefined) return problem
  const size = files.stat(resolve(root, path))?.bytes ?? 0
  if (size > MAX_BYTES)
    return {
      code: 'bad-file',
      message: `${path} has ${sizeText(size, MAX_BYTES)}; the limit of a text is ${sizeText(MAX_BYTES, MAX_BYTES)}`,
    }
  const read = files.read(resolve(root, path))
  if ('problem' in read) return { code: 'no-file', message: `${path} ${read.problem}` }
  const opened = openSource(path, read.bytes)
  const [mistake] = opened.all()
  const place = mistake === undefined ? path : `${path}:${mistake.line}:${mistake.column}`
  if (mistake !== undefined) return { code: 'not-utf8', message: `${place} is not UTF-8`, hint: 'Save the file as UTF-8.' }
  const { text } = opened.source
  if (text.includes('\0')) return { code: 'bad-file', message: `${path} has a NUL character: it is not a text` }
  if (text.includes('${{'))
    return {
      code: 'not-an-expression',
      message: `${path} contains \`\${{\`, and expressions in a file are not evaluated`,
      hint: "Write {0} in the file, and `format(file('...'), vars.product)` here.",
    }
  return { text: text.replace(/\n+$/, '') }
}

function hintOf({ hint }: { readonly hint?: string }): { readonly hint?: string } {
  return hint === undefined ? {} : { hint }
}
