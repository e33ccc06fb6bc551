import { posix } from 'node:path'

const maxSegmentBytes = 255
const maxLength = 1024

/** A path that stays inside the folder it is relative to, in its plain form; or why it does not. */
export function checkPath(text: string): { readonly path: string } | { readonly problem: string; readonly hint?: string } {
  const stays = 'Write a path that stays inside the folder, with `/` between its parts.'
  if (text.trim() === '') return { problem: 'is empty' }
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return { problem: 'has a control character in it' }
  if (text.length > maxLength) return { problem: `is longer than ${maxLength} characters` }
  if (text.includes('\\')) return { problem: 'has a backslash in it', hint: stays }
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text) || text.startsWith('~')) return { problem: 'is not relative', hint: stays }
  const segments = text.split('/')
  if (segments.includes('..')) return { problem: 'leads out of its folder', hint: stays }
  if (segments.some((segment) => 3 * segment.length > maxSegmentBytes && new TextEncoder().encode(segment).length > maxSegmentBytes))
    return { problem: `has a part longer than ${maxSegmentBytes} bytes` }
  return { path: posix.normalize(text) }
}
