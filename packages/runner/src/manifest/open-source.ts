import { basename, dirname } from 'node:path'
import { createSource } from '@shotlist/codegen/yaml'
import type { Problem } from '../errors/issue.ts'
import type { Files } from './files/files.ts'
import { outOfBounds } from './files/out-of-bounds.ts'
import { createIssueList, type IssueList } from './issue-list.ts'

/** Decodes bytes; undefined if they are not valid. `stream`: they may end within a character. */
export type Decode = (bytes: Uint8Array, options?: { readonly stream: boolean }) => string | undefined

type Reading = {
  readonly decode: Decode
  /** The mistake of what is not valid, by the text before it. */
  readonly refuse: (before: string) => Problem
}

const UTF8: Reading = {
  decode: (bytes, options) => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes, options)
    } catch {
      return undefined
    }
  },
  refuse: () => ({ code: 'not-utf8', message: 'this is not UTF-8', hint: 'Save the file as UTF-8.' }),
}

/**
 * Decodes a file into a source, and returns the list of its mistakes, which holds the source. A file that is not valid in its encoding is an
 * error: it would contain other characters than its author wrote, and they would go into prompts that are paid for.
 *
 * All line endings become `\n`, so that the file means the same however it is checked out.
 *
 * @param reading the encoding; default: UTF-8
 */
export function openSource(file: string, bytes: Uint8Array, { decode, refuse }: Reading = UTF8): IssueList {
  const valid = decode(bytes)
  if (valid !== undefined) return createIssueList(createSource(file, normalised(valid)))
  const before = normalised(validStart(bytes, decode))
  const rest = UTF8.decode === decode ? normalised(new TextDecoder().decode(bytes)) : before
  const issues = createIssueList(createSource(file, rest))
  issues.add({ start: before.length, end: before.length + 1, path: '' }, refuse(before))
  return issues
}

function normalised(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

/** The text before the first byte that is not valid, found by binary search. */
function validStart(bytes: Uint8Array, decode: Decode): string {
  let [good, bad] = [0, bytes.length + 1]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (decode(bytes.subarray(0, middle), { stream: true }) === undefined) bad = middle
    else good = middle
  }
  return decode(bytes.subarray(0, good), { stream: true }) ?? ''
}

/**
 * The content of a file that the user names as a manifest, or why it is not read. A manifest from somebody else may be a link to a private
 * file, and messages quote the lines that have mistakes. A link that leads out of the project is therefore refused.
 *
 * @param path absolute
 * @param name what the user calls it
 */
export function readManifestFile(
  path: string,
  { name, files }: { readonly name: string; readonly files: Files },
): { readonly bytes: Uint8Array } | { readonly problem: Problem } {
  const read = files.read(path)
  if ('problem' in read)
    return {
      problem: {
        code: 'no-manifest',
        message: `${name} ${read.problem}`,
        hint: '`shotlist init` writes a first manifest. Without an argument the command looks for shotlist.yaml.',
      },
    }
  const problem = outOfBounds(basename(path), { files, root: dirname(path) })
  return problem === undefined ? read : { problem }
}
