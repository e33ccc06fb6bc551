import type { IssueList } from './issue-list.ts'

/** Half of a pair of UTF-16 units, which is no character alone. */
export const HALF_CHARACTER = {
  code: 'half-character',
  message: 'this text has half a character in it (a surrogate such as \\ud83d without the other)',
  hint: 'Write the character itself.',
} as const

const QUOTED = /"(?:[^"\\]|\\.)*"/g

/** Notes the texts of a JSON file that escapes of single surrogates stand in: sent to a provider, they would be other characters. */
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
    // What is no JSON is noted by who reads it.
    return false
  }
}
