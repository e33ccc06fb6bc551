import { checkBalances, checkBudget, type Overrun, type Shortfall, unpricedUnder } from '../../../plan/check-budget.ts'
import type { JobInstance, Plan, PlannedProvider } from '../../../plan/plan.ts'
import { runSeconds } from '../../../plan/run-seconds.ts'
import { createPaint, type Output } from '../../../show/text/output.ts'
import { stateFolder } from '../../../store/state-folder.ts'
import { connectFromEnv } from '../../project/connect-from-env.ts'
import { artifactsOf } from '../../project/open-artifacts.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'
import { isPaid } from './action-text.ts'
import { type Forecast, forecastPlan } from './forecast.ts'
import { planText } from './plan-text.ts'

/** All that is said of a plan. */
export type PlanDetails = {
  readonly instances: readonly JobInstance[]
  readonly forecast: Forecast
  readonly over: readonly Overrun[]
  /** What is not submitted under the budget, for nobody knows its price. */
  readonly unpriced: readonly JobInstance[]
  /** Accounts that do not cover it. */
  readonly short: readonly Shortfall[]
  readonly balances: Balances
  readonly time: ExpectedTime
}

/**
 * Looks at what a plan would do, and cost. Writes nothing, and submits nothing.
 *
 * @throws {LockfileError | JournalDamagedError | InputError}
 */
export async function planDetails(
  context: VerbContext,
  plan: Plan,
  { instances: planned, options }: { readonly instances: readonly JobInstance[]; readonly options: VerbOptions },
): Promise<PlanDetails> {
  const artifacts = artifactsOf(plan, { state: stateFolder(plan.root), context, options })
  const known = { jobs: new Set(plan.instances.map(({ id }) => id)), shared: artifacts.shared?.renders }
  const [forecast, balances] = await Promise.all([
    forecastPlan({ ...plan, instances: planned }, known),
    readBalances(context, plan, options),
  ])
  const { instances } = forecast
  const allowUnpriced = options['allowUnpriced'] === true
  const paid = instances.filter(({ id }) => isPaid(forecast.jobs.get(id)))
  // What is paid for already is within no budget any more: a run with nothing to submit is refused by none.
  const over = paid.length > 0 ? [...checkBudget(paid, plan.budget, forecast.spent), ...checkBudget(paid, plan.runBudget ?? {})] : []
  const unpriced = allowUnpriced ? [] : [...new Set([...unpricedUnder(paid, plan.budget), ...unpricedUnder(paid, plan.runBudget ?? {})])]
  const short = checkBalances(paid, { providers: plan.providers, balances })
  return { instances, forecast, over, unpriced, short, balances, time: expectedTime(plan, instances, forecast) }
}

type TextOptions = {
  readonly details: PlanDetails
  /** List every clip, not only every job. */
  readonly clips: boolean
  /** Where it is written. */
  readonly out: Output
}

/** The plan for a person. */
export function planDetailsText({ cwd, color }: VerbContext, plan: Plan, { details, clips, out }: TextOptions): string {
  return planText(plan, { ...details, cwd, paint: createPaint(color), columns: out.isTTY ? out.columns : undefined, clips })
}

/** What a clip is taken to need where none was rendered yet: most models are within a factor of two of it. */
const UNKNOWN_SECONDS = 60

type ExpectedTime = {
  readonly seconds: number
  /** Whether every kind of clip was rendered before, so that it is known how long it takes. */
  readonly isKnown: boolean
}

/** How long a run should take under the limits of the plan, going by the earlier ones. */
function expectedTime(plan: Plan, instances: readonly JobInstance[], { jobs, seconds }: Forecast): ExpectedTime {
  const rendered = instances.filter(({ id }) => isPaid(jobs.get(id)))
  const known = ({ provider, operation }: JobInstance) => seconds.get(`${provider}/${operation}`)
  return {
    seconds: runSeconds(rendered, plan, (instance) => known(instance) ?? UNKNOWN_SECONDS),
    isKnown: rendered.every((instance) => known(instance) !== undefined),
  }
}

/** What is left on the accounts, in each provider's unit, as far as it could be read. */
type Balances = ReadonlyMap<string, number>

/** A plan is shown without a balance rather than late. */
const BALANCE_TIMEOUT_MS = 3000

/** Asks the providers whose document says how, and whose key is set. What cannot be read is left out: a plan needs no network. */
async function readBalances(context: VerbContext, { providers }: Plan, options: VerbOptions): Promise<Balances> {
  const asked = Object.values(providers).filter(({ model }) => tellsBalance(model) && (context.env[model.table.env.key] ?? '') !== '')
  const read = await Promise.all(asked.map(async (provider) => [provider.id, await balanceOf(provider, context, options)] as const))
  return new Map(read.filter((entry): entry is [string, number] => entry[1] !== undefined))
}

function tellsBalance({ table }: PlannedProvider['model']): boolean {
  return Object.values(table.operations).some(({ balance }) => balance !== undefined)
}

async function balanceOf(provider: PlannedProvider, context: VerbContext, options: VerbOptions): Promise<number | undefined> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(BALANCE_TIMEOUT_MS)])
  try {
    return (await connectFromEnv(context, options)(provider).client.balance({ signal }))?.amount
  } catch {
    return undefined
  }
}
