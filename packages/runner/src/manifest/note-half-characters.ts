import type { IssueList } from './issue-list.ts'

/** A lone surrogate: half of a pair of UTF-16 units, which is not a character by itself. */
export const HALF_CHARACTER = {
  code: 'half-character',
  message: 'this text contains half a character (a surrogate such as \\ud83d without its pair)',
  hint: 'Write the character itself.',
} as const

const QUOTED = /"(?:[^"\\]|\\.)*"/g

/** Reports the texts of a JSON file that contain an escape of a lone surrogate: the provider would receive another character. */
export function noteHalfCharacters(issues: IssueList): void {
  const { text } = issues.source
  if (!/\\u[dD][89a-fA-F]/.test(text)) return
  for (const { 0: token, index } of text.matchAll(QUOTED)) {
    if (isHalf(token)) issues.add({ start: index, end: index + token.length, path: '' }, HALF_CHARACTER)
  }
}

function isHalf(token: string): boolean {
  try {
    return !String(JSON.parse(token)).isWellFormed()
  } catch {
    // The reader of the file reports invalid JSON.
    return false
  }
}
