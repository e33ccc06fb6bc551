import { expect, test } from 'vitest'
import type { Issue } from './issue.ts'
import { formatIssues } from './issue.ts'

const ISSUE: Issue = {
  code: 'unknown-type',
  severity: 'error',
  file: 'acme.yaml',
  line: 12,
  column: 9,
  pointer: '/a',
  message: '"strng" is not a type of JSON Schema',
  hint: 'did you mean string?',
  excerpt: { text: '\ttype: strng', at: 7 },
}

test('shows the line, a caret under the mistake and the hint', () => {
  expect(formatIssues([ISSUE])).toBe(
    [
      'acme.yaml:12:9: error: "strng" is not a type of JSON Schema (unknown-type)',
      '  12 | \ttype: strng',
      '     | \t      ^',
      '  = did you mean string?',
      '',
    ].join('\n'),
  )
})

test('colours only when asked', () => {
  expect(formatIssues([ISSUE])).not.toContain('\u001B')
  expect(formatIssues([ISSUE], { color: true })).toContain('\u001B[31merror:\u001B[0m')
  expect(formatIssues([{ ...ISSUE, severity: 'warning' }], { color: true })).toContain('\u001B[33mwarning:\u001B[0m')
})

test('lets no document control the terminal', () => {
  const text = formatIssues([{ ...ISSUE, message: 'a\u001B[2Jb', excerpt: { text: '\u001B]0;title\u0007', at: 0 } }])
  expect(['\u001B', '\u0007'].filter((character) => text.includes(character))).toEqual([])
})
