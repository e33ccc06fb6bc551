import { shotlistInProcess } from '../harness/in-process.ts'
import { type Finished, type Invocation, start } from '../harness/shotlist.ts'
import { eventText, untilWritten } from '../harness/until-written.ts'
import type { KillPoint } from './kill-points.ts'
import { crashEnvironment } from './preload.ts'

/** The command line of all runs in storms and chains. */
export const RUN = ['run', '--yes', '--json', '--poll', '50ms']

export type Killed = {
  readonly finished: Finished
  /** What it was doing, as named by `crash-at.ts` or by the event. */
  readonly diedDuring: string
  /** The result of a second run in the same folder while the first was stopped. */
  readonly secondRun?: Finished
}

type Given = { readonly invocation: Invocation; readonly options: readonly string[] }

/** Runs a batch until it is killed, or to its end if that comes first. `options` are options of Node. */
export async function kill(killPoint: KillPoint, given: Given): Promise<Killed> {
  return 'instant' in killPoint ? killAtInstant(killPoint.instant, given) : killAtEvent(killPoint, given)
}

async function killAtInstant(instant: string, { invocation, options }: Given): Promise<Killed> {
  const { cwd, env } = invocation
  const finished = await start(RUN, { cwd, env: { ...env, ...crashEnvironment(instant, options) } }).finished
  return { finished, diedDuring: /crash-at: (.*)\n/.exec(finished.stderr)?.[1] ?? '' }
}

async function killAtEvent({ event, times }: Extract<KillPoint, { event: string }>, { invocation, options }: Given): Promise<Killed> {
  const { onOutput, written } = untilWritten(eventText(event), times)
  const running = start(RUN, { ...invocation, env: { ...invocation.env, NODE_OPTIONS: options.join(' ') } })
  running.child.stdout?.on('data', onOutput)
  const isThere = await Promise.race([written.then(() => true), running.finished.then(() => false)])
  if (!isThere) return { finished: await running.finished, diedDuring: '' }
  // The stopped process keeps its lock on the folder while the second run tries.
  running.child.kill('SIGSTOP')
  const secondRun = await shotlistInProcess(RUN, invocation)
  running.child.kill('SIGKILL')
  return { finished: await running.finished, diedDuring: `at ${event} number ${times}`, secondRun }
}
