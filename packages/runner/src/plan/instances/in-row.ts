import type { IssueList } from '../../manifest/issue-list.ts'
import { type RowPlace, rowText } from '../../manifest/rows/row.ts'

/** `row.tagline` or `row['tag line']` in an expression. */
const COLUMN = /\brow(?:\.([A-Za-z_][\w-]*)|\[\s*(?:'([^']+)'|"([^"]+)")\s*\])/g

/** A list of mistakes that says, of each value that a row gives, in which row and column of the table it is. */
export function inRow(issues: IssueList, place: RowPlace): IssueList {
  return {
    ...issues,
    add(at, problem, severity) {
      // A mistake of the expression itself is the same in every row.
      const columns = problem.code === 'misplaced-optional' ? [] : columnsIn(issues.source.text.slice(at.start, at.end))
      const message = columns.length === 0 ? problem.message : `${problem.message} (${rowText(place)}, ${columns.join(' and ')})`
      issues.add(at, { ...problem, message }, severity)
    },
  }
}

/** The columns that the expressions of a text use. */
function columnsIn(text: string): readonly string[] {
  const found = [...text.matchAll(COLUMN)].flatMap(([, ...names]) => names.filter((name) => name !== undefined))
  return [...new Set(found)].map((name) => `column \`${name}\``)
}
