import type { IssueList } from '../issue-list.ts'
import type { Node } from '../yaml/node.ts'
import { describeNode } from './describe-node.ts'
import { parseDuration } from './parse-duration.ts'

/** The longest a job may be waited for. Timers take no more than 2^31 ms, a bit under 25 days. */
const maxMs = 7 * 24 * 3_600_000

/** A duration such as `20m`, in milliseconds. */
export function readDuration(node: Node, { what, issues }: { what: string; issues: IssueList }): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined
  const ms = typeof value === 'string' ? parseDuration(value) : undefined
  if (ms !== undefined && ms >= 1 && ms <= maxMs) return Math.round(ms)
  issues.add(node, {
    code: ms === undefined ? 'wrong-type' : 'out-of-range',
    message: `${what} must be a duration${ms === undefined ? '' : ' of 1ms to 168h'}, not ${describeNode(node)}`,
    hint: 'Durations are written `90s`, `20m`, `2h`.',
    ...(typeof value === 'number' && value > 0 ? { suggestion: `${value}s` } : {}),
  })
  return undefined
}
