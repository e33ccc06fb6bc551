import { suggest } from '@shotlist/codegen/suggest'
import { readKnownKeys, readMap } from './fields/read-map.ts'
import { readAmount } from './fields/read-scalars.ts'
import type { IssueList } from './issue-list.ts'
import type { BudgetSettings, Cap } from './manifest.ts'
import type { Entry, Node, Place } from './yaml/node.ts'

const budgetKeys = ['usd', 'credits', 'providers'] as const

/** `budget`: `usd` and `credits` over all, and the same by provider id: under `providers`, or right here. */
export function readBudget(node: Node, issues: IssueList): BudgetSettings | undefined {
  const budget = readMap(node, '`budget`', issues)
  if (budget === undefined) return undefined
  const short = [...budget.entries.values()].filter(capsProvider)
  const rest = new Map([...budget.entries].filter(([, entry]) => !capsProvider(entry)))
  const keys = readKnownKeys({ ...budget, entries: rest }, budgetKeys, { what: '`budget`', issues }) ?? {}
  const under = keys.providers && readMap(keys.providers.value, '`budget.providers`', issues)
  const providers = new Map<string, { readonly cap: Cap; readonly place: Place }>()
  for (const { key, keyPlace, value } of [...(under?.entries.values() ?? []), ...short]) {
    if (providers.has(key)) {
      issues.add(keyPlace, { code: 'duplicate-key', message: `\`budget\` has two caps for \`${key}\`` })
      continue
    }
    const caps = readKnownKeys(value, ['usd', 'credits'], { what: 'a cap', issues })
    if (caps !== undefined) providers.set(key, { cap: readCap(caps, issues), place: keyPlace })
  }
  return { ...readCap(keys, issues), providers }
}

/** Any other mapping is a provider's, unless its key is one of the budget's own, or nearly. */
function capsProvider({ key, value }: Entry): boolean {
  return value.kind === 'map' && !key.startsWith('x-') && suggest(key, budgetKeys) === undefined
}

function readCap(keys: { readonly usd?: Entry; readonly credits?: Entry }, issues: IssueList): Cap {
  const usd = keys.usd && readAmount(keys.usd.value, { what: '`usd`', issues })
  const credits = keys.credits && readAmount(keys.credits.value, { what: '`credits`', issues })
  return { ...(usd === undefined ? {} : { usd }), ...(credits === undefined ? {} : { credits }) }
}
