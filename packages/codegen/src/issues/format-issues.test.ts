import { expect, test } from 'vitest'
import { widthOf } from '../text/width.ts'
import { formatIssues } from './format-issues.ts'
import type { Issue } from './issue.ts'

const LINE = '  t: { uses: image-to-video, with: { prompt: x, img_id: { path: assets/cup.png }, seed: 7 } }'

type Marked = Issue & { readonly endColumn: number }

function issueAt(marked: string, message = 'no'): Marked {
  const at = LINE.indexOf(marked)
  const place = { file: 'a.yaml', line: 7, column: at + 1, endColumn: at + 1 + marked.length, pointer: '' }
  return { code: 'c', severity: 'error', message, excerpt: { text: LINE, at }, ...place }
}

function linesOf(issue: Marked, columns?: number) {
  return formatIssues([issue], { columns }).split('\n')
}

/** The text above the mark. */
function markedIn([, text = '', mark = '']: readonly string[]): string {
  const at = mark.indexOf('^')
  return text.slice(at, mark.lastIndexOf('^') + 1)
}

test.each(['uses', 'img_id', '{ path: assets/cup.png }', 'seed', '7'])(
  'the excerpt on a narrow terminal shows %s, and marks it',
  (marked) => {
    expect(markedIn(linesOf(issueAt(marked)))).toBe(marked)
    for (const columns of [200, 60, 50]) {
      const lines = linesOf(issueAt(marked), columns)
      expect(markedIn(lines)).toBe(marked)
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(columns)
    }
  },
)

test('marks the visible part of a place that is wider than the terminal', () => {
  const lines = linesOf(issueAt(LINE.trim()), 50)
  expect(markedIn(lines).startsWith('t: { uses')).toBe(true)
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(50)
})

test('wraps a long message between words', () => {
  expect(linesOf(issueAt('seed', 'this is what is wrong with the seed of this job'), 50).slice(0, 2)).toEqual([
    `a.yaml:7:${LINE.indexOf('seed') + 1}: error: this is what is wrong with`,
    'the seed of this job (c)',
  ])
})

test.each(['世界', 'cafe\u0301', '👩‍👩‍👧'])('the mark stands below its place behind %s', (word) => {
  const text = `  with: { prompt: ${word}, sed: ${word} }${' 世界'.repeat(30)}`
  const at = text.indexOf('sed')
  const issue: Marked = { ...issueAt('seed'), column: at + 1, endColumn: at + 4, excerpt: { text, at } }
  for (const columns of [undefined, 80, 40]) {
    const [, line = '', mark = ''] = linesOf(issue, columns)
    expect(widthOf(mark.slice(0, mark.indexOf('^')))).toBe(widthOf(line.slice(0, line.indexOf('sed'))))
    expect(mark).toContain(' ^^^')
    expect(widthOf(line)).toBeLessThan(columns ?? Infinity)
  }
})

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
  expect(formatIssues([ISSUE], { color: true })).toContain('\u001B[31merror:\u001B[39m')
  expect(formatIssues([{ ...ISSUE, severity: 'warning' }], { color: true })).toContain('\u001B[33mwarning:\u001B[39m')
})

test('lets no document control the terminal', () => {
  const text = formatIssues([{ ...ISSUE, message: 'a\u001B[2Jb', excerpt: { text: '\u001B]0;title\u0007', at: 0 } }])
  expect(['\u001B', '\u0007'].filter((character) => text.includes(character))).toEqual([])
})
