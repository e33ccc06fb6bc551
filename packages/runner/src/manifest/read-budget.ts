import { readKnownKeys, readMap } from './fields/read-map.ts'
import { readAmount } from './fields/read-scalars.ts'
import type { IssueList } from './issue-list.ts'
import type { BudgetSettings, Cap } from './manifest.ts'
import type { Entry, Node, Place } from './yaml/node.ts'

/** `budget`: `usd` and `credits` over all, and under `providers` the same by provider id. */
export function readBudget(node: Node, issues: IssueList): BudgetSettings | undefined {
  const keys = readKnownKeys(node, ['usd', 'credits', 'providers'], { what: '`budget`', issues })
  if (keys === undefined) return undefined
  const providers = new Map<string, { readonly cap: Cap; readonly place: Place }>()
  const map = keys.providers && readMap(keys.providers.value, '`budget.providers`', issues)
  for (const entry of map?.entries.values() ?? []) {
    const caps = readKnownKeys(entry.value, ['usd', 'credits'], { what: 'a cap', issues })
    if (caps !== undefined) providers.set(entry.key, { cap: readCap(caps, issues), place: entry.keyPlace })
  }
  return { ...readCap(keys, issues), providers }
}

function readCap(keys: { readonly usd?: Entry; readonly credits?: Entry }, issues: IssueList): Cap {
  const usd = keys.usd && readAmount(keys.usd.value, { what: '`usd`', issues })
  const credits = keys.credits && readAmount(keys.credits.value, { what: '`credits`', issues })
  return { ...(usd === undefined ? {} : { usd }), ...(credits === undefined ? {} : { credits }) }
}
