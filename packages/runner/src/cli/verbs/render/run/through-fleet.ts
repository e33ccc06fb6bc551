import { defined } from '@shotlist/codegen/defined'
import { UsageError } from '../../../../errors/input-errors.ts'
import type { Fleet } from '../../../../fleet/fleet.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { TakePicker } from '../../../../run/job/take-picker.ts'
import type { Outcome } from '../../../../run/run-event.ts'
import type { RunOptions } from '../../../../run/run-options.ts'
import { keepPick } from '../../../../store/kept-picks.ts'
import { readLockfile } from '../../../../store/lockfile-io.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { stateFolder } from '../../../../store/state-folder.ts'
import { fleetUrl, fleetWords, openFleetFrom } from '../../../options/fleet-options.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import { connectFromEnv } from '../../../project/connect-from-env.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import type { SharedPicks } from '../../results/ui/open-review.ts'

/** What changes in a run whose clips are made by a fleet. */
export type ThroughFleet = {
  readonly plan: Plan
  readonly settings: Pick<RunOptions, 'connect' | 'pace' | 'onStarted' | 'commandOptions'>
  readonly picks: SharedPicks
  /** Tells the workers how the run has ended here. One that was interrupted goes on. */
  ended(outcome: Outcome): Promise<void>
  close(): Promise<void>
}

type Run = { readonly plan: Plan; readonly path: string | undefined; readonly options: VerbOptions }

/**
 * Connects a run to a fleet; undefined without one.
 *
 * @throws {UsageError | FleetDatabaseError | JournalTooNewError}
 */
export async function throughFleet(context: VerbContext, { plan, path, options }: Run): Promise<ThroughFleet | undefined> {
  const url = fleetUrl(context, options)
  if (url === undefined) return undefined
  refuseOptions(options)
  const fleet = await openFleetFrom(context, options, { url, manifestPath: plan.manifestPath, s3: plan.artifacts.s3 })
  try {
    const end = new AbortController()
    const run = await through(fleet, context, { plan, path, options, signal: end.signal })
    const picks = await picksOf(fleet, plan, AbortSignal.any([context.signal, end.signal]))
    return {
      ...run,
      picks,
      close: () => {
        end.abort()
        return fleet.close()
      },
    }
  } catch (error) {
    await fleet.close()
    throw error
  }
}

async function through(
  fleet: Fleet,
  context: VerbContext,
  { plan, path, options, signal }: Run & { readonly signal: AbortSignal },
): Promise<Pick<ThroughFleet, 'plan' | 'settings' | 'ended'>> {
  const { FLEET_PACE, fleetPlan, keepDocuments } = await import('../../../../fleet/fleet-plan.ts')
  const { connectThroughFleet } = await import('../../../../fleet/fleet-client.ts')
  const { startCampaign } = await import('../../../../fleet/campaign.ts')
  const { endCampaign, followCampaign, leaveCampaign } = await import('../../../../fleet/campaign-driver.ts')
  const { takeDecisions } = await import('../../../../fleet/settle-clip.ts')
  await takeDecisions(fleet.clips, { state: stateFolder(plan.root), manifestPath: plan.manifestPath })
  const providers = await keepDocuments(fleet, plan)
  const direct = connectFromEnv(context, options)
  // A run that must not pay leaves nothing behind that may.
  const mayPay = options['frozen'] !== true
  let campaign: string | undefined
  const onStarted: RunOptions['onStarted'] = async (started) => {
    campaign = await startCampaign(fleet, { ...started, providers })
    void followCampaign(fleet, campaign, signal)
  }
  return {
    plan: fleetPlan(plan),
    settings: {
      connect: connectThroughFleet(fleet, { providers, direct: (provider) => direct(plan.providers[provider.id] ?? provider) }),
      pace: FLEET_PACE,
      commandOptions: [...(path === undefined || path === DEFAULT_MANIFEST ? [] : [path]), ...fleetWords(options)],
      ...defined({ onStarted: mayPay ? onStarted : undefined }),
    },
    ended: async (outcome) => {
      // A run that cannot be ended goes on, and finds its clips made.
      if (campaign === undefined) return
      await (outcome === 'interrupted' ? leaveCampaign(fleet, campaign) : endCampaign(fleet, campaign, outcome)).catch(() => undefined)
    },
  }
}

/** Shares picks with other machines. Those that were made before, of groups without a pick, are in the lockfile before the run reads it. */
async function picksOf(fleet: Fleet, { manifestPath, root }: Plan, signal: AbortSignal): Promise<SharedPicks> {
  const { databaseTime, PicksElsewhere, sharePick } = await import('../../../../fleet/shared-picks.ts')
  const places = { state: stateFolder(root), lockfile: lockfilePath(manifestPath), manifestPath }
  const options = { since: await databaseTime(fleet), picks: readLockfile(places.lockfile).picks }
  const early = new TakePicker((pick) => keepPick(places, pick))
  await new PicksElsewhere(fleet, early, options).look()
  return {
    tell: (choice, pick) => sharePick(fleet, choice, pick),
    follow: (picker, { waits }) => {
      const elsewhere = new PicksElsewhere(fleet, picker, options)
      if (!waits) picker.askInstead(() => elsewhere.look())
      void elsewhere.follow(signal)
    },
  }
}

/** Options that a fleet would ignore, by what it does instead. */
const IGNORED: Readonly<Record<string, readonly [flag: string, instead: string]>> = {
  webhookPort: ['--webhook-port', 'its workers submit and poll the tasks'],
  poll: ['--poll', 'its workers poll the tasks, and have an option --poll themselves'],
  concurrency: ['--concurrency', 'its limits are those of the accounts: set `concurrency` of the provider in the manifest'],
}

/** @throws {UsageError} */
function refuseOptions(options: VerbOptions): void {
  for (const [name, [flag, instead]] of Object.entries(IGNORED)) {
    if (options[name] === undefined) continue
    throw new UsageError(`${flag} has no effect in a run through a fleet: ${instead}`, { hint: `Leave ${flag} out.` })
  }
}
