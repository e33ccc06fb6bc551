import { defined } from '@shotlist/codegen/defined'
import { replaceNodes } from '../../job/request-nodes.ts'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import { repriceInstances } from '../../plan/lengths/price-by-length.ts'
import { lengthFound } from '../../plan/lengths/source-lengths.ts'
import type { JobInstance, JobPrice, Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { Assessment } from './assessment.ts'
import type { SubmissionCost } from './budget.ts'
import type { Picks } from './picks.ts'
import { costOf } from './prices.ts'

/**
 * The instances of a plan, priced by the clips that are already rendered: by the lengths of their files, and by the picked takes. Equal
 * instances are charged once if the provider honours idempotency keys.
 */
export function knownPrices(plan: Plan, assessments: ReadonlyMap<string, Assessment>, picks: Picks): readonly JobInstance[] {
  const rendered = (id: string) => {
    const assessment = assessments.get(id)
    const done = assessment?.fingerprint === undefined || assessment.state.phase !== 'done' ? undefined : assessment.state
    return lengthFound(done?.file?.seconds)
  }
  return chargedOnce(repriceInstances(plan, { rendered, pick: (group) => picks.of(group) }), plan, { assessments, picks })
}

type Assessed = { readonly assessments: ReadonlyMap<string, Assessment>; readonly picks: Picks }

/**
 * The same instances; of equal ones only the first has a cost. Their submissions have the same key: a provider that honours keys starts one
 * task for them, and charges it once. At other providers each submission is charged.
 */
function chargedOnce(instances: readonly JobInstance[], { providers }: Pick<Plan, 'providers'>, known: Assessed): readonly JobInstance[] {
  const firsts = new Map<string, string>()
  const twins = new Map<string, string>()
  return instances.map((instance) => {
    if (providers[instance.provider]?.model.table.idempotency === undefined) return instance
    // An instance that is not submitted in this run, because a file is in its way for example, does not pay for one that is.
    const isSent = known.assessments.get(instance.id)?.action === 'submit'
    const name = `${isSent} ${submissionOf(instance, { ...known, twins })}`
    const first = firsts.get(name)
    if (first === undefined) firsts.set(name, instance.id)
    else twins.set(instance.id, first)
    return first === undefined ? instance : { ...instance, price: sharedPrice(instance.price, first) }
  })
}

/** A name for the submission of an instance. Instances with equal names share one submission. */
function submissionOf(
  { id, provider, operation, take, with: request }: JobInstance,
  { assessments, picks, twins }: Assessed & { readonly twins: ReadonlyMap<string, string> },
): string {
  const found = assessments.get(id)
  if (found?.fingerprint !== undefined) return `${found.fingerprint}/${found.state.attempt}`
  // Equal requests that use outputs of one render share one submission too.
  const content = replaceNodes(request, {
    file: (file, upload = '') => ({ file, upload }),
    url: (url, upload) => ({ url, upload }),
    output: (source, output) => ({ source: twins.get(picks.of(source) ?? source) ?? picks.of(source) ?? source, output }),
  })
  return canonicalJson({ provider, operation, take, request: content })
}

function sharedPrice({ unit }: JobPrice, equalTo: string): JobPrice {
  return { unit, credits: 0, usd: 0, equalTo }
}

/**
 * What the present jobs of a plan have cost already: a budget is for the batch, not for one run. Jobs are matched by fingerprint, because
 * their names may have changed. Renders of other machines count by the lockfile, and an uncertain submission counts as paid.
 */
export function spentBefore(
  { providers, instances }: Plan,
  { journal, assessments }: { journal: Journal; assessments: ReadonlyMap<string, Assessment> },
): SubmissionCost[] {
  const inUsd = (provider: string, credits: number): SubmissionCost => {
    const usd = providers[provider]?.model.table.money.usd
    return { provider, credits, ...defined({ usd: usd === undefined ? undefined : credits * usd }) }
  }
  const current = new Set([...assessments.values()].map(({ fingerprint }) => fingerprint))
  const spent = journal.attempts.spent().filter(({ fingerprint }) => current.has(fingerprint))
  const here = spent.map(({ provider, amount }) => inUsd(provider, amount))
  const known = new Set(spent.map(({ fingerprint }) => fingerprint))
  const counted = new Set<string>()
  const elsewhere = instances.flatMap((instance) => {
    const assessment = assessments.get(instance.id)
    if (assessment?.fingerprint === undefined || !('key' in assessment.state)) return []
    const { fingerprint, state, entry } = assessment
    if (entry === undefined && known.has(fingerprint)) return []
    if (counted.has(state.key) || journal.attempts.underKey(state.key, { id: instance.id, fingerprint })) return []
    counted.add(state.key)
    const charged = entry?.credits ?? state.charged
    return [charged === undefined ? costOf(instance) : inUsd(instance.provider, charged)]
  })
  return [...here, ...elsewhere]
}
