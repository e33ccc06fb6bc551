import { expect, test } from 'vitest'
import type { Issue } from '../../errors/issue.ts'
import { formatIssues } from './format-issue.ts'
import { widthOf } from './width.ts'

const LINE = '  t: { uses: image-to-video, with: { prompt: x, img_id: { path: assets/cup.png }, seed: 7 } }'

function issueAt(marked: string, message = 'no'): Issue {
  const at = LINE.indexOf(marked)
  const place = { file: 'a.yaml', line: 7, column: at + 1, endColumn: at + 1 + marked.length, path: '' }
  return { code: 'c', severity: 'error', message, excerpt: { text: LINE, at }, ...place }
}

function linesOf(issue: Issue, columns?: number) {
  return formatIssues([issue], (_, text) => text, columns).split('\n')
}

/** What stands above the mark. */
function markedIn([, text = '', mark = '']: readonly string[]): string {
  const at = mark.indexOf('^')
  return text.slice(at, mark.lastIndexOf('^') + 1)
}

test.each(['uses', 'img_id', '{ path: assets/cup.png }', 'seed', '7'])(
  'an excerpt of a narrow terminal shows %s, and marks it',
  (marked) => {
    expect(markedIn(linesOf(issueAt(marked)))).toBe(marked)
    for (const columns of [200, 60, 50]) {
      const lines = linesOf(issueAt(marked), columns)
      expect(markedIn(lines)).toBe(marked)
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(columns)
    }
  },
)

test('a place wider than the terminal is marked as far as it is to be seen', () => {
  const lines = linesOf(issueAt(LINE.trim()), 50)
  expect(markedIn(lines).startsWith('t: { uses')).toBe(true)
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(50)
})

test('a long message is broken between words', () => {
  expect(linesOf(issueAt('seed', 'this is what is wrong with the seed of this job'), 50).slice(0, 2)).toEqual([
    `a.yaml:7:${LINE.indexOf('seed') + 1}: error: this is what is wrong with`,
    'the seed of this job (c)',
  ])
})

test.each(['世界', 'cafe\u0301', '👩‍👩‍👧'])('the mark stands below its place behind %s', (word) => {
  const text = `  with: { prompt: ${word}, sed: ${word} }${' 世界'.repeat(30)}`
  const at = text.indexOf('sed')
  const issue: Issue = { ...issueAt('seed'), column: at + 1, endColumn: at + 4, excerpt: { text, at } }
  for (const columns of [undefined, 80, 40]) {
    const [, line = '', mark = ''] = linesOf(issue, columns)
    expect(widthOf(mark.slice(0, mark.indexOf('^')))).toBe(widthOf(line.slice(0, line.indexOf('sed'))))
    expect(mark).toContain(' ^^^')
    if (columns !== undefined) expect(widthOf(line)).toBeLessThan(columns)
  }
})
