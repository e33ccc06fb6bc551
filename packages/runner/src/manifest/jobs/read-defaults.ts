import { readKnownKeys, readMap } from '../fields/read-map.ts'
import type { IssueList } from '../issue-list.ts'
import type { Defaults } from '../manifest.ts'
import type { Node } from '../yaml/node.ts'
import { policyKeys, readPolicy } from './read-policy.ts'

/** What holds for every job that does not say otherwise. */
export function readDefaults(node: Node, issues: IssueList): Defaults {
  const keys = readKnownKeys(node, ['with', ...policyKeys] as const, { what: '`defaults`', issues })
  if (keys === undefined) return {}
  const fields = keys.with && readMap(keys.with.value, '`defaults.with`', issues)
  return { ...readPolicy(keys, issues), ...(fields === undefined ? {} : { with: fields }) }
}
