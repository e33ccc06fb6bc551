import { defined } from '@shotlist/codegen/defined'
import { createProviderClient } from '@shotlist/core'
import type { Emulator } from '@shotlist/emulator'
import { pooledFetch } from '../../../../files/connections/pooled-fetch.ts'
import type { Plan } from '../../../../plan/plan.ts'
import type { TakePicker } from '../../../../run/job/take-picker.ts'
import type { RunOptions } from '../../../../run/run-options.ts'
import { runPlan } from '../../../../run/run-plan.ts'
import { removeWritten } from '../../../../store/forget-state.ts'
import { readLockfile } from '../../../../store/lockfile-io.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { rehearsalFolder, rehearsalLockfile, stateFolder } from '../../../../store/state-folder.ts'
import { statusOfOutcome } from '../../../exit-status.ts'
import { scenarioOf } from '../../../options/emulator-options.ts'
import { narrowPlan, runSettings } from '../../../options/run-settings.ts'
import { nextCommand } from '../../../project/called-as.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import { standInKey } from '../../../project/stand-in-key.ts'
import { reporterFor } from '../../../reporters.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { launchEmulator } from '../../providers/emulate/launch-emulator.ts'
import { withReview } from '../../results/ui/open-review.ts'
import { reviewPlaces } from '../../results/ui/review-places.ts'

/** The time before the first poll, and between polls, of a real task; divided by the emulator's speed. */
const REAL_PACE = { firstMs: 5000, everyMs: 3000 }
/** Polling more often only slows both sides down. */
const SHORTEST_MS = 30

/**
 * `shotlist rehearse`: runs the plan of a manifest against emulators of its providers. It has its own state and output folder, and always
 * starts from the beginning, because the emulators forget everything when they end. Returns the exit status.
 */
export async function rehearseManifest(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const loaded = await planManifest(context, path, options)
  const narrowed = narrowPlan(loaded.plan, options)
  const plan: Plan = { ...narrowed, outputDir: `${narrowed.outputDir}-rehearsal` }
  const command = nextCommand(context, ['rehearse'], path)
  const next = `Drawn on this machine: nothing was sent or paid.\nTo see the clips: ${nextCommand(context, ['ui', '--rehearsal'], path)}`
  const reporter = reporterFor(context, options, { command, spent: 'would cost', plan, isListed: true, next })
  const hasTakes = plan.instances.some(({ take }) => take !== undefined)
  // Earlier versions kept the rehearsals of all manifests of a folder in one place; old files of this one would be in the way.
  await removeWritten(stateFolder(plan.root, 'rehearsal'), plan).catch(() => undefined)
  const emulators = await startEmulators(plan, options)
  const places = reviewPlaces(loaded.plan, { path, rehearsal: true })
  const runWith = async (takePicker: TakePicker | undefined) => {
    const settings = runSettings(plan, options)
    const { outcome } = await runPlan({
      plan: withoutPace(plan),
      verb: 'rehearse',
      state: rehearsalFolder(plan.manifestPath),
      fresh: true,
      ...defined({ picks: hasTakes ? picksFor(plan.manifestPath) : undefined }),
      connect: connectTo(emulators),
      onEvent: (event) => reporter.event(event),
      signal: context.signal,
      ...settings,
      pace: settings.pace ?? paceAt(Number(options['speed'])),
      ...defined({ takePicker }),
    })
    return statusOfOutcome(outcome)
  }
  try {
    return await withReview(context, { places, options }, (takePicker) => runWith(takePicker).finally(() => reporter.end()))
  } finally {
    await Promise.all([...emulators.values()].map((emulator) => emulator.close()))
  }
}

/** The picks of a rehearsal: those of runs, and those made in earlier rehearsals. */
function picksFor(manifestPath: string): Record<string, string> {
  const lockfiles = [lockfilePath(manifestPath), rehearsalLockfile(manifestPath)].map(readLockfile)
  return Object.fromEntries(lockfiles.flatMap(({ picks }) => Object.entries(picks).map(([group, { take }]) => [group, take] as const)))
}

/** Starts the emulators without webhooks: a rehearsal polls its tasks, and must not send anything to an address in the manifest. */
async function startEmulators(plan: Plan, options: VerbOptions): Promise<Map<string, Emulator>> {
  const scenario = scenarioOf(options)
  const started = Object.values(plan.providers).map(
    async ({ id, model }) => [id, await launchEmulator({ document: model, ...scenario, webhooks: false })] as const,
  )
  return new Map(await Promise.all(started))
}

function connectTo(emulators: ReadonlyMap<string, Emulator>): RunOptions['connect'] {
  return ({ id, model, region }) => ({
    client: createProviderClient(model.table, {
      apiKey: standInKey(model.table, 'rehearsal'),
      baseUrl: emulators.get(id)?.url,
      region,
      fetch: pooledFetch,
    }),
    account: 'rehearsal',
  })
}

/** The plan without limits on requests per minute, because emulated time is faster. */
function withoutPace(plan: Plan): Plan {
  return {
    ...plan,
    providers: Object.fromEntries(
      Object.entries(plan.providers).map(([id, provider]) => [id, { ...provider, requestsPerMinute: Number.POSITIVE_INFINITY }]),
    ),
  }
}

function paceAt(speed: number) {
  return {
    firstMs: Math.max(SHORTEST_MS, REAL_PACE.firstMs / speed),
    everyMs: Math.max(SHORTEST_MS, REAL_PACE.everyMs / speed),
  }
}
