import { readInteger } from '../fields/read-scalars.ts'
import type { IssueList } from '../issue-list.ts'
import type { Takes } from '../manifest.ts'
import type { Node } from '../yaml/node.ts'
import { readJobReference } from './read-job-reference.ts'

const maxTakes = 1000

/** `takes`: how many alternates, or `${{ jobs.<id>.takes }}` to follow another job take by take. */
export function readTakes(node: Node, issues: IssueList): Takes {
  const job = readJobReference(node, 'takes')
  if (job !== undefined) return { kind: 'of-job', place: node, job }
  const count = readInteger(node, { what: '`takes`', issues, min: 1, max: maxTakes })
  return { kind: 'count', count: count ?? 1 }
}
