import { checkBalances, checkBudget, type Overrun, type Shortfall, unpricedUnder } from '../../../../plan/check-budget.ts'
import type { JobInstance, Plan, PlannedProvider } from '../../../../plan/plan.ts'
import { runSeconds } from '../../../../plan/run-seconds.ts'
import { createPaint, type Output } from '../../../../show/text/output.ts'
import { stateFolder } from '../../../../store/state-folder.ts'
import { connectFromEnv } from '../../../project/connect-from-env.ts'
import { keyIn } from '../../../project/env-file.ts'
import { artifactsOf } from '../../../project/open-artifacts.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { isPaid } from './action-text.ts'
import { type Forecast, forecastPlan } from './forecast.ts'
import { planText } from './plan-text.ts'

/** What a plan would do and cost. */
export type PlanDetails = {
  readonly instances: readonly JobInstance[]
  readonly forecast: Forecast
  readonly over: readonly Overrun[]
  /** Clips that are not submitted under the budget, because their price is not known. */
  readonly unpriced: readonly JobInstance[]
  /** Accounts whose balance is too low. */
  readonly short: readonly Shortfall[]
  readonly balances: Balances
  readonly time: ExpectedTime
}

/**
 * Finds out what a plan would do and cost. Writes and submits nothing.
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
  // The budget never refuses a run that has nothing to submit, even if earlier runs have used it up.
  const over = paid.length > 0 ? [...checkBudget(paid, plan.budget, forecast.spent), ...checkBudget(paid, plan.runBudget ?? {})] : []
  const unpriced = allowUnpriced ? [] : [...new Set([...unpricedUnder(paid, plan.budget), ...unpricedUnder(paid, plan.runBudget ?? {})])]
  const short = checkBalances(paid, { providers: plan.providers, balances })
  return { instances, forecast, over, unpriced, short, balances, time: expectedTime(plan, instances, forecast) }
}

type TextOptions = {
  readonly details: PlanDetails
  /** List every clip, not only jobs. */
  readonly clips: boolean
  /** List every cell that `if` drops. */
  readonly explain?: boolean
  /** The stream that the text goes to. */
  readonly out: Output
}

/** The plan for a person. */
export function planDetailsText({ cwd, color }: VerbContext, plan: Plan, { details, clips, explain = false, out }: TextOptions): string {
  return planText(plan, { ...details, cwd, paint: createPaint(color), columns: out.isTTY ? out.columns : undefined, clips, explain })
}

/** The assumed time of a clip if none of its kind was rendered before: most models are within a factor of two. */
const UNKNOWN_SECONDS = 60

type ExpectedTime = {
  readonly seconds: number
  /** Whether every kind of clip was rendered before, so that its time is known. */
  readonly isKnown: boolean
}

/** How long a run should take under the limits of the plan, by the times of earlier runs. */
function expectedTime(plan: Plan, instances: readonly JobInstance[], { jobs, seconds }: Forecast): ExpectedTime {
  const rendered = instances.filter(({ id }) => isPaid(jobs.get(id)))
  const known = ({ provider, operation }: JobInstance) => seconds.get(`${provider}/${operation}`)
  return {
    seconds: runSeconds(rendered, plan, (instance) => known(instance) ?? UNKNOWN_SECONDS),
    isKnown: rendered.every((instance) => known(instance) !== undefined),
  }
}

/** The balances that could be read, in each provider's unit. */
type Balances = ReadonlyMap<string, number>

/** After this time the plan is shown without a balance. */
const BALANCE_TIMEOUT_MS = 3000

/** Reads the balances at providers that have an operation for it and whose key is set. Errors are ignored: a plan needs no network. */
async function readBalances(context: VerbContext, { providers }: Plan, options: VerbOptions): Promise<Balances> {
  const asked = Object.values(providers).filter(({ model }) => hasBalance(model) && keyIn(context, model.table.env.key) !== undefined)
  const read = await Promise.all(asked.map(async (provider) => [provider.id, await balanceOf(provider, context, options)] as const))
  return new Map(read.filter((entry): entry is [string, number] => entry[1] !== undefined))
}

function hasBalance({ table }: PlannedProvider['model']): boolean {
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
