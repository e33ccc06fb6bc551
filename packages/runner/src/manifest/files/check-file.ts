import { posix, resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import type { FileLimits } from '@shotlist/core/contract'
import type { Problem } from '../../errors/issue.ts'
import { mayBeOfType } from './file-types.ts'
import type { Files } from './files.ts'

/** The problem with a file that can be found without reading it; `undefined` if there is none. */
export function checkFile(
  path: string,
  { files, root, accepts }: { files: Files; root: string; accepts?: FileLimits | undefined },
): Problem | undefined {
  const facts = files.stat(resolve(root, path))
  if (facts === undefined) {
    const near = suggest(posix.basename(path), files.list(resolve(root, posix.dirname(path))))
    return {
      code: 'no-file',
      message: `${path} does not exist`,
      hint: "Paths are relative to the manifest's folder.",
      ...defined({ suggestion: near === undefined ? undefined : posix.join(posix.dirname(path), near) }),
    }
  }
  if (facts.kind !== 'file')
    return { code: 'no-file', message: `${path} is ${facts.kind === 'folder' ? 'a folder' : 'not a regular file'}` }
  if (facts.bytes === 0) return { code: 'bad-file', message: `${path} is empty` }
  if (accepts?.maxBytes !== undefined && facts.bytes > accepts.maxBytes)
    return {
      code: 'bad-file',
      message: `${path} has ${sizeText(facts.bytes, accepts.maxBytes)}; the limit of the provider is ${sizeText(accepts.maxBytes, accepts.maxBytes)}`,
    }
  if (accepts !== undefined && !mayBeOfType(path, accepts.types))
    return {
      code: 'bad-file',
      message: `${path} has a type that the provider does not accept`,
      hint: `It accepts ${accepts.types.join(', ')}.`,
    }
  return undefined
}

/** A size of a file, rounded up, in the megabytes (or kilobytes) in which the limit is a round number: of 1000 times 1000 bytes, or of 1024 times 1024. */
export function sizeText(bytes: number, limit: number): string {
  const thousand = limit % 1000 === 0 ? 1000 : 1024
  const mega = thousand * thousand
  return bytes < mega ? `${Math.ceil(bytes / thousand)} KB` : `${Math.ceil((100 * bytes) / mega) / 100} MB`
}

const MAX_SEGMENT_BYTES = 255
const MAX_LENGTH = 1024

/**
 * The same for an input: it may begin with `../`, because inputs lie anywhere in the project. `outOfBounds` says whether it leads out of the
 * project.
 */
export function checkInputPath(text: string): ReturnType<typeof checkPath> {
  const [up = ''] = /^(?:\.\.\/)+/.exec(text) ?? []
  const checked = checkPath(text.slice(up.length))
  return 'problem' in checked ? checked : { path: posix.join(up, checked.path) }
}

/** The normal form of a path that stays inside the folder it is relative to; or why the path is not accepted. */
export function checkPath(text: string): { readonly path: string } | { readonly problem: string; readonly hint?: string } {
  const stays = 'Write a path that stays inside the folder, with `/` between its parts.'
  if (text.trim() === '') return { problem: 'is empty' }
  // oxlint-disable-next-line no-control-regex -- the pattern looks for control characters
  if (/[\u0000-\u001f\u007f]/.test(text)) return { problem: 'contains a control character' }
  if (text.length > MAX_LENGTH) return { problem: `is longer than ${MAX_LENGTH} characters` }
  if (text.includes('\\')) return { problem: 'contains a backslash', hint: stays }
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text) || text.startsWith('~')) return { problem: 'is not relative', hint: stays }
  const segments = text.split('/')
  if (segments.includes('..')) return { problem: 'leads out of its folder', hint: stays }
  if (segments.some((segment) => 3 * segment.length > MAX_SEGMENT_BYTES && new TextEncoder().encode(segment).length > MAX_SEGMENT_BYTES))
    return { problem: `has a part longer than ${MAX_SEGMENT_BYTES} bytes` }
  return { path: posix.normalize(text) }
}
