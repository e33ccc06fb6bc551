import { fillValues } from '../../job/fill-values.ts'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { JobInstance, JobPrice, Plan } from '../../plan/plan.ts'
import type { Assessment } from './assess.ts'
import type { Picks } from './picks.ts'

type Known = { readonly assessments: ReadonlyMap<string, Assessment>; readonly picks: Picks }

/**
 * The same instances, of which equal ones cost nothing but for the first: a provider that honours keys gives them one task, and charges once, for
 * their submissions have one key. Without keys each is a payment of its own.
 */
export function chargedOnce(
  instances: readonly JobInstance[],
  { providers }: Pick<Plan, 'providers'>,
  known: Known,
): readonly JobInstance[] {
  const firsts = new Map<string, string>()
  const twins = new Map<string, string>()
  return instances.map((instance) => {
    if (providers[instance.provider]?.model.table.idempotency === undefined) return instance
    // One that is not submitted in this run, for a file in its way, say, does not pay for one that is.
    const isSent = known.assessments.get(instance.id)?.action === 'submit'
    const name = `${isSent} ${submissionOf(instance, { ...known, twins })}`
    const first = firsts.get(name)
    if (first === undefined) firsts.set(name, instance.id)
    else twins.set(instance.id, first)
    return first === undefined ? instance : { ...instance, price: sharedPrice(instance.price, first) }
  })
}

/** Names the submission of an instance: that of another is the same where it has the same name. */
function submissionOf(
  { id, provider, operation, take, with: request }: JobInstance,
  { assessments, picks, twins }: Known & { readonly twins: ReadonlyMap<string, string> },
): string {
  const found = assessments.get(id)
  if (found?.fingerprint !== undefined) return `${found.fingerprint}/${found.state.attempt}`
  // From one render, equal requests are one submission again.
  const content = fillValues(request, {
    file: (file, upload) => ({ file, upload }),
    url: (url, upload) => ({ url, upload }),
    output: (source, output) => ({ source: twins.get(picks.of(source) ?? source) ?? picks.of(source) ?? source, output }),
  })
  return canonicalJson({ provider, operation, take, request: content })
}

function sharedPrice({ unit }: JobPrice, equalTo: string): JobPrice {
  return { unit, credits: 0, usd: 0, equalTo }
}
