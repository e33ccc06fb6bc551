import { defined } from '@shotlist/codegen/defined'
import { excerptOf } from '@shotlist/codegen/excerpt'
import type { Source } from '@shotlist/codegen/yaml'
import type { Issue, Problem } from '../errors/issue.ts'
import type { Place } from './yaml/node.ts'

/** A source, and the mistakes that are found in it. What reads the source is given this list, and takes the text from `source`. */
export type IssueList = {
  readonly source: Source
  /** Adds a mistake at a place. The same mistake at the same place is added once, even if every cell of a matrix has it. */
  add(place: Place, problem: Problem, severity?: Issue['severity']): void
  /** Adds mistakes found elsewhere, such as in a provider's document. */
  take(issues: readonly Issue[]): void
  hasErrors(): boolean
  /** All mistakes by line and column; those of one place in the order in which they were added. */
  all(): readonly Issue[]
}

/** At most this many issues of one code are reported at one place. More of them, which differ only in a value, would not help. */
const MAX_PER_PLACE = 5

export function createIssueList(source: Source): IssueList {
  const seen = new Set<string>()
  const perPlace = new Map<string, number>()
  const issues: Issue[] = []
  let errors = 0

  const push = (issue: Issue): void => {
    issues.push(issue)
    if (issue.severity === 'error') errors += 1
  }

  return {
    source,
    add(place, problem, severity = 'error') {
      const where = `${problem.code}:${place.start}`
      const what = `${where}:${problem.message}`
      const count = perPlace.get(where) ?? 0
      if (seen.has(what) || count >= MAX_PER_PLACE) return
      seen.add(what)
      perPlace.set(where, count + 1)
      push(toIssue(source, place, problem, severity))
    },
    take(others) {
      for (const issue of others) push(issue)
    },
    hasErrors: () => errors > 0,
    all: () => issues.toSorted((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : 0)),
  }
}

function toIssue(source: Source, place: Place, problem: Problem, severity: Issue['severity']): Issue {
  const { line, column } = source.position(place.start)
  const text = source.line(line)
  const endColumn = Math.max(column + 1, Math.min(column + (place.end - place.start), text.length + 1))
  const { code, message, hint, suggestion } = problem
  return {
    code,
    severity,
    file: source.file,
    line,
    column,
    endColumn,
    path: place.path,
    message,
    ...defined({ hint, suggestion }),
    excerpt: excerptOf(text, column - 1),
  }
}
