import { defined } from '@shotlist/codegen/defined'
import { count } from '../../../../errors/amounts.ts'
import { UsageError } from '../../../../errors/input-errors.ts'
import { ownPackage } from '../../../../errors/own-package.ts'
import { timedFetch } from '../../../../files/connections/provider-time.ts'
import { secretVariable } from '../../../../manifest/catalog/document-trust.ts'
import type { Plan, PlannedProvider } from '../../../../plan/plan.ts'
import { unitOf } from '../../../../plan/total.ts'
import type { TakePicker } from '../../../../run/job/take-picker.ts'
import type { Confirm, Spending, SpendingPolicy } from '../../../../run/run-options.ts'
import { runPlan } from '../../../../run/run-plan.ts'
import { planSourcesOf, watchFiles } from '../../../../run/unchanged/watched-files.ts'
import { serveWebhooks } from '../../../../run/webhooks/serve-webhooks.ts'
import { WebhookInbox } from '../../../../run/webhooks/webhook-inbox.ts'
import { spentText } from '../../../../show/reporters/amount-text.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { stateFolder } from '../../../../store/state-folder.ts'
import { statusOfOutcome } from '../../../exit-status.ts'
import { fleetWords } from '../../../options/fleet-options.ts'
import { allowsUnknown } from '../../../options/manifest-options.ts'
import { confirmHosts } from '../../../options/named-hosts.ts'
import { narrowPlan, runSettings } from '../../../options/run-settings.ts'
import { portProblem } from '../../../port-problem.ts'
import { connectFromEnv } from '../../../project/connect-from-env.ts'
import { keyIn } from '../../../project/env-file.ts'
import { artifactsOf } from '../../../project/open-artifacts.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import { reporterFor } from '../../../reporters.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { isPaid } from '../../begin/plan/action-text.ts'
import { planDetails, planDetailsText } from '../../begin/plan/plan-details.ts'
import { withReview } from '../../results/ui/open-review.ts'
import { reviewPlaces } from '../../results/ui/review-places.ts'
import { runWords } from './run-words.ts'
import { throughFleet } from './through-fleet.ts'

/** `shotlist run`: runs the plan of a manifest against its providers. Returns the exit status. */
export async function runManifest(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const files = watchFiles()
  const loaded = await planManifest(context, path, options, files)
  const plan = narrowPlan(loaded.plan, options)
  await confirmHosts(context, providersOf(plan), options, plan.artifacts.s3)
  const reporter = reporterFor(context, options, runWords(context, { path, plan, options }))
  const isAll = plan.instances.length === loaded.plan.instances.length && plan.artifacts === loaded.plan.artifacts
  const isWhole = isAll && loaded.warnings.length === 0 && !allowsUnknown(options)
  const sources = isWhole
    ? planSourcesOf({ plan, environment: loaded.environment, files, env: context.env, version: ownPackage.version })
    : undefined
  const state = stateFolder(plan.root)
  const places = reviewPlaces(loaded.plan, { path, rehearsal: false, commandOptions: fleetWords(options) })
  const through = await throughFleet(context, { plan, path, options })
  const runWith = async (takePicker: TakePicker | undefined, webhooks: WebhookInbox | undefined) => {
    const settings = runSettings(plan, options)
    const { outcome } = await runPlan({
      plan: through?.plan ?? plan,
      verb: 'run',
      state,
      lockfile: lockfilePath(plan.manifestPath),
      manifestInstanceIds: new Set(loaded.plan.instances.map(({ id }) => id)),
      artifacts: artifactsOf(plan, { state, context, options }),
      connect: connectFromEnv(context, options),
      onEvent: (event) => reporter.event(event),
      signal: context.signal,
      ...settings,
      policy: { ...settings.policy, ...consent(context, plan, options) },
      ...through?.settings,
      ...defined({ takePicker, webhooks, sources }),
    })
    await through?.ended(outcome)
    return statusOfOutcome(outcome)
  }
  return withWebhooks(context, { plan, options }, (webhooks) =>
    withReview(context, { places, options, picks: through?.picks }, (takePicker) =>
      runWith(takePicker, webhooks).finally(() => reporter.end()),
    ),
  ).finally(() => through?.close())
}

/** How spending is confirmed: by options, or by a question on the terminal. A run with `--json` asks nothing. */
function consent(context: VerbContext, plan: Plan, options: VerbOptions): Pick<SpendingPolicy, 'confirm' | 'refuse'> {
  if (options['yes'] === true) return {}
  const unit = unitOf(plan.instances)
  if (context.ask !== undefined && options['json'] !== true)
    return { confirm: confirmSpending(context.ask, { unit, showPlan: () => printPlan(context, plan, options) }) }
  return options['budget'] === undefined ? { refuse: refuseSpending(unit) } : {}
}

/** The providers that the instances use. */
function providersOf({ providers, instances }: Plan) {
  return [...new Set(instances.map(({ provider }) => provider))].flatMap((id) => providers[id] ?? [])
}

/** @throws {MissingKeyError} a key is missing, so the run could not spend anything */
async function printPlan(context: VerbContext, plan: Plan, options: VerbOptions): Promise<void> {
  const details = await planDetails(context, plan, { instances: plan.instances, options })
  const rendering = plan.instances.filter(({ id }) => isPaid(details.forecast.jobs.get(id)))
  for (const id of new Set(rendering.map(({ provider }) => provider))) {
    const provider = plan.providers[id]
    if (provider !== undefined) connectFromEnv(context, options)(provider)
  }
  context.stderr.write(`${planDetailsText(context, plan, { details, clips: false, out: context.stderr })}\n`)
}

type Words = {
  /** The name of a credit; undefined if providers count in different units. */
  readonly unit: string | undefined
  /** Shows the plan before the question. */
  readonly showPlan: () => Promise<void>
}

/** Asks before money is spent. The question names clips and cost, so that it needs no other text. */
function confirmSpending(ask: (question: string) => Promise<boolean>, { unit, showPlan }: Words): Confirm {
  return async (spending) => {
    await showPlan()
    return ask(`Render ${spendingText(spending, unit)}?`)
  }
}

/** Refuses to spend if there is no terminal to ask on. */
function refuseSpending(unit: string | undefined) {
  return (spending: Spending): never => {
    throw new UsageError(`this would render ${spendingText(spending, unit)}, and there is no terminal to ask on; nothing was sent`, {
      hint: 'Give --yes to agree, or --budget with a limit. `shotlist plan` shows what it would do.',
    })
  }
}

/** `3 clips for about 90 credits ($0.90), and 1 clip of unknown price`. */
function spendingText({ clips, estimate }: Spending, unit: string | undefined): string {
  const known = estimate.unknown < clips ? ` for about ${spentText(estimate, unit)}` : ''
  if (estimate.unknown === 0) return `${count(clips, 'clip')}${known}`
  if (estimate.unknown === clips) return `${count(clips, 'clip')} of unknown price`
  return `${count(clips, 'clip')}${known}, and ${count(estimate.unknown, 'clip')} of unknown price`
}

type Options = { readonly plan: Plan; readonly options: VerbOptions }

/**
 * Runs `work` with a receiver of webhooks if the options ask for one, and closes the receiver at the end.
 *
 * @throws {UsageError} before `work` starts: the port is in use, or no provider can deliver to it
 */
async function withWebhooks<T>(
  context: VerbContext,
  { plan, options }: Options,
  work: (inbox: WebhookInbox | undefined) => Promise<T>,
): Promise<T> {
  const { webhookPort: port, webhookHost: host, webhookUrl: publicUrl } = options
  if (typeof port !== 'number') {
    if (publicUrl === undefined && host === undefined) return work(undefined)
    const given = publicUrl === undefined ? '--webhook-host' : '--webhook-url'
    throw new UsageError(`${given} has no effect without a port for webhooks`, { hint: 'Add --webhook-port.' })
  }
  const inbox = openInbox(context, plan, publicUrl)
  const server = await serveWebhooks(inbox.handlers, { port, ...defined({ host: typeof host === 'string' ? host : undefined }) }).catch(
    (error: unknown) => {
      throw portProblem(error, 'Choose another --webhook-port.') ?? error
    },
  )
  try {
    return await work(inbox)
  } finally {
    await server.close()
    const { refused } = inbox
    if (refused !== undefined) context.stderr.write(`Refused webhooks: ${refused.count}. ${refused.why}\n`)
  }
}

function openInbox(context: VerbContext, plan: Plan, publicUrl: unknown): WebhookInbox {
  const { env, hide } = context
  const providers = Object.values(plan.providers)
  const secretOf: ConstructorParameters<typeof WebhookInbox>[0]['secretOf'] = ({ model: { table } }) => {
    const secret = keyIn(context, secretVariable(table))
    if (secret !== undefined) hide(secret)
    return secret
  }
  const baseUrlOf = ({ model: { table } }: Pick<PlannedProvider, 'model'>) => env[table.env.baseUrl]?.trim() || undefined
  const inbox = new WebhookInbox({
    providers,
    secretOf,
    baseUrlOf,
    fetch: timedFetch,
    ...defined({ publicUrl: typeof publicUrl === 'string' ? publicUrl : undefined }),
  })
  hide(inbox.token)
  if (inbox.handlers.size > 0) return inbox
  const needed = providers.flatMap(({ model: { table } }) =>
    table.webhooks === undefined
      ? []
      : `${table.title}: ${table.webhooks.signature ? `set ${secretVariable(table)}` : 'add --webhook-url'}`,
  )
  throw new UsageError('--webhook-port: no provider of this manifest can deliver there', {
    hint: needed.length === 0 ? 'None of them has webhooks: leave the option out.' : `${[...new Set(needed)].join('; ')}.`,
  })
}
