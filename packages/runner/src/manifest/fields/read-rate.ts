import type { IssueList } from '../issue-list.ts'
import type { Node } from '../yaml/node.ts'
import { describeNode } from './describe-node.ts'

const perMinute: Readonly<Record<string, number>> = { s: 60, sec: 60, second: 60, m: 1, min: 1, minute: 1, h: 1 / 60, hour: 1 / 60 }

/** A rate such as `60/min`, in requests a minute. */
export function readRate(node: Node, { what, issues }: { what: string; issues: IssueList }): number | undefined {
  const value = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : ''
  const match = /^(\d+(?:\.\d+)?)\s*\/\s*([a-z]+)$/.exec(value)
  const factor = perMinute[match?.[2] ?? '']
  const rate = Number(match?.[1]) * (factor ?? Number.NaN)
  if (rate > 0 && rate <= 60_000) return rate
  issues.add(node, {
    code: Number.isNaN(rate) ? 'wrong-type' : 'out-of-range',
    message: `${what} must be a number of requests in a time, not ${describeNode(node)}`,
    hint: 'Rates are written `60/min`, `2/s`, `600/h`.',
    ...(node.kind === 'scalar' && typeof node.value === 'number' ? { suggestion: `${node.value}/min` } : {}),
  })
  return undefined
}
