import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { UsageError } from '../../../../errors/input-errors.ts'
import { runWorker } from '../../../../fleet/worker.ts'
import type { PollPace } from '../../../../run/provider/delays.ts'
import { visible } from '../../../../show/text/visible.ts'
import { EXIT } from '../../../exit-status.ts'
import { fleetUrl, openFleetFrom } from '../../../options/fleet-options.ts'
import { accountsInEnv, connectFromEnv } from '../../../project/connect-from-env.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

/** Clips that a worker works on at the same time, if the user names no number: a task that renders needs little memory. */
const CONCURRENCY = 1000

/** `shotlist worker`: works for a fleet until it is stopped. Returns the exit status. */
export async function workForFleet(context: VerbContext, options: VerbOptions): Promise<number> {
  const url = fleetUrl(context, options)
  if (url === undefined)
    throw new UsageError('a worker needs the database of a fleet', { hint: 'Add --fleet postgres://..., or set SHOTLIST_FLEET_URL.' })
  const { concurrency = CONCURRENCY, providers, poll } = options
  const log = (line: string): void => void context.stderr.write(`${new Date().toISOString()} ${visible(line)}\n`)
  const fleet = await openFleetFrom(context, options, { url, manifestPath: join(context.cwd, 'fleet'), warn: log })
  try {
    const accounts = accountsInEnv(context, Array.isArray(providers) ? providers.map(String) : undefined)
    await runWorker({
      fleet,
      url,
      connect: connectFromEnv(context, options),
      accounts,
      concurrency: Number(concurrency),
      ...defined({ pace: poll as PollPace | undefined }),
      signal: context.signal,
      log,
    })
  } finally {
    await fleet.close()
  }
  return EXIT.done
}
