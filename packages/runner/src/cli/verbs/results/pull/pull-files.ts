import { pullPlan } from '../../../../run/prepare/pull.ts'
import { runPlan } from '../../../../run/run-plan.ts'
import { readLockfile } from '../../../../store/lockfile-io.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { stateFolder } from '../../../../store/state-folder.ts'
import { EXIT, statusOfOutcome } from '../../../exit-status.ts'
import { fleetUrl, fleetWords, withFleetStore } from '../../../options/fleet-options.ts'
import { selectFrom } from '../../../options/manifest-options.ts'
import { confirmHosts } from '../../../options/named-hosts.ts'
import { nextCommand } from '../../../project/called-as.ts'
import { connectFromEnv } from '../../../project/connect-from-env.ts'
import { artifactsOf } from '../../../project/open-artifacts.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import { reporterFor } from '../../../reporters.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

/** `shotlist pull`: downloads the files of the lockfile from the artifact store or the provider. Pays nothing. Returns the exit status. */
export async function pullFiles(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const loaded = await planManifest(context, path)
  const lockfile = lockfilePath(loaded.plan.manifestPath)
  const plan = pullPlan({ ...loaded.plan, instances: selectFrom(loaded.plan, options) }, readLockfile(lockfile))
  if (plan.instances.length === 0) {
    context.stderr.write('The lockfile lists no file of this manifest: there is nothing to download.\n')
    return EXIT.done
  }
  await confirmHosts(context, Object.values(plan.providers), options, plan.artifacts.s3)
  const command = nextCommand(context, ['pull', ...fleetWords(options, { withStore: true })], path)
  const reporter = reporterFor(context, options, { command, spent: 'spent', plan })
  const state = stateFolder(plan.root)
  const own = artifactsOf(plan, { state, context, options })
  const artifacts = fleetUrl(context, options) === undefined ? own : withFleetStore(own, { context, options, s3: plan.artifacts.s3 })
  try {
    const { outcome } = await runPlan({
      plan,
      verb: 'pull',
      pull: true,
      policy: { mayPay: false },
      state,
      lockfile,
      artifacts,
      connect: connectFromEnv(context, options),
      onEvent: (event) => reporter.event(event),
      signal: context.signal,
      overwrite: options['overwrite'] === true,
    })
    return statusOfOutcome(outcome)
  } finally {
    reporter.end()
  }
}
