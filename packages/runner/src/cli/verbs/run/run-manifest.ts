import { ownPackage } from '../../../errors/own-package.ts'
import type { Plan } from '../../../plan/plan.ts'
import { unitOf } from '../../../plan/unit-of.ts'
import type { PickDesk } from '../../../run/job/pick-desk.ts'
import type { RunOptions } from '../../../run/run-options.ts'
import { runPlan } from '../../../run/run-plan.ts'
import { sourcesOf } from '../../../run/unchanged/sources-of.ts'
import { watchFiles } from '../../../run/unchanged/watched-files.ts'
import type { WebhookInbox } from '../../../run/webhooks/webhook-inbox.ts'
import { lockfilePath } from '../../../store/lockfile.ts'
import { stateFolder } from '../../../store/state-folder.ts'
import { statusOfOutcome } from '../../exit-status.ts'
import { allowsUnknown } from '../../options/allow-unknown.ts'
import { confirmHosts } from '../../options/named-hosts.ts'
import { narrowPlan, runSettings } from '../../options/run-settings.ts'
import { connectFromEnv } from '../../project/connect-from-env.ts'
import { loadManifest } from '../../project/load-manifest.ts'
import { artifactsOf } from '../../project/open-artifacts.ts'
import { reporterFor } from '../../reporters.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'
import { isPaid } from '../plan/action-text.ts'
import { outlookOf, outlookText } from '../plan/outlook.ts'
import { reviewPlaces } from '../ui/review-places.ts'
import { withReview } from '../ui/with-review.ts'
import { confirmSpending, refuseSpending } from './confirm-spending.ts'
import { runWords } from './run-words.ts'
import { withWebhooks } from './with-webhooks.ts'

/** `shotlist run`: the plan of a manifest, run against its providers. Returns the exit status. */
export async function runManifest(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const files = watchFiles()
  const loaded = await loadManifest(context, path, options, files)
  const plan = narrowPlan(loaded.plan, options)
  await confirmHosts(context, providersOf(plan), options, plan.artifacts.s3)
  const reporter = reporterFor(context, options, runWords(context, path, plan))
  const isAll = plan.instances.length === loaded.plan.instances.length && plan.artifacts === loaded.plan.artifacts
  const isWhole = isAll && loaded.warnings.length === 0 && !allowsUnknown(options)
  const sources = isWhole
    ? sourcesOf({ plan, environment: loaded.environment, files, env: context.env, version: ownPackage.version })
    : undefined
  const state = stateFolder(plan.root)
  const places = reviewPlaces(loaded.plan, { path, rehearsal: false })
  const runWith = async (pickDesk: PickDesk | undefined, webhooks: WebhookInbox | undefined) => {
    const { outcome } = await runPlan({
      plan,
      verb: 'run',
      state,
      lockfile: lockfilePath(plan.manifestPath),
      manifestJobs: new Set(loaded.plan.instances.map(({ id }) => id)),
      artifacts: artifactsOf(plan, { state, context, options }),
      connect: connectFromEnv(context, options),
      onEvent: (event) => reporter.event(event),
      signal: context.signal,
      ...runSettings(plan, options),
      ...consent(context, plan, options),
      ...(pickDesk && { pickDesk }),
      ...(webhooks && { webhooks }),
      ...(sources && { sources }),
    })
    return statusOfOutcome(outcome)
  }
  return withWebhooks(context, { plan, options }, (webhooks) =>
    withReview(context, { places, options }, (pickDesk) => runWith(pickDesk, webhooks).finally(() => reporter.end())),
  )
}

/** Who agrees to what is spent: the options, or somebody at the terminal. A run that writes JSON has nobody to ask. */
function consent(context: VerbContext, plan: Plan, options: VerbOptions): Pick<RunOptions, 'confirm' | 'refuse'> {
  if (options['yes'] === true) return {}
  const unit = unitOf(plan.instances)
  if (context.ask !== undefined && options['json'] !== true)
    return { confirm: confirmSpending(context.ask, { unit, showPlan: () => showPlan(context, plan, options) }) }
  return options['budget'] === undefined ? { refuse: refuseSpending(unit) } : {}
}

/** The providers that its instances use. */
const providersOf = ({ providers, instances }: Plan) =>
  [...new Set(instances.map(({ provider }) => provider))].flatMap((id) => providers[id] ?? [])

/** @throws {MissingKeyError} nobody is asked whether to spend what cannot be spent */
async function showPlan(context: VerbContext, plan: Plan, options: VerbOptions): Promise<void> {
  const outlook = await outlookOf(context, plan, { instances: plan.instances, options })
  const rendering = plan.instances.filter(({ id }) => isPaid(outlook.foresight.jobs.get(id)))
  for (const id of new Set(rendering.map(({ provider }) => provider))) {
    const provider = plan.providers[id]
    if (provider !== undefined) connectFromEnv(context, options)(provider)
  }
  context.stderr.write(`${outlookText(context, plan, { outlook, clips: false, out: context.stderr })}\n`)
}
