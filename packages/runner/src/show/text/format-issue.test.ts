import { expect, test } from 'vitest'
import type { Issue } from '../../errors/issue.ts'
import { formatIssues } from './format-issue.ts'

const LINE = '  t: { uses: image-to-video, with: { prompt: x, img_id: { path: assets/cup.png }, seed: 7 } }'

function issueAt(marked: string, message = 'no'): Issue {
  const at = LINE.indexOf(marked)
  const place = { file: 'a.yaml', line: 7, column: at + 1, endColumn: at + 1 + marked.length, path: '' }
  return { code: 'c', severity: 'error', message, excerpt: { text: LINE, at }, ...place }
}

function linesOf(issue: Issue, columns?: number) {
  return formatIssues([issue], (_, text) => text, columns).split('\n')
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
