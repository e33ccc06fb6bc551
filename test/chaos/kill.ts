import { shotlistInProcess } from '../harness/in-process.ts'
import { type Finished, type Invocation, start } from '../harness/shotlist.ts'
import { eventText, untilSaid } from '../harness/until-said.ts'
import { crashingAt } from './crashing-at.ts'
import type { Ending } from './endings.ts'

/** A run as all storms and chains start it. */
export const RUN = ['run', '--yes', '--json', '--poll', '50ms']

export type Killed = {
  readonly finished: Finished
  /** What it was doing, in the words of `crash-at.ts` or of the event. */
  readonly diedOf: string
  /** What a second run of the folder came to while the first stood still. */
  readonly rival?: Finished
}

type Given = { readonly invocation: Invocation; readonly options: readonly string[] }

/** Runs a batch to an ending; to its own end where that comes before. `options` are Node's. */
export async function kill(ending: Ending, given: Given): Promise<Killed> {
  return 'instant' in ending ? killAtInstant(ending.instant, given) : killAtEvent(ending, given)
}

async function killAtInstant(instant: string, { invocation, options }: Given): Promise<Killed> {
  const { cwd, env } = invocation
  const finished = await start(RUN, { cwd, env: { ...env, ...crashingAt(instant, options) } }).finished
  return { finished, diedOf: /crash-at: (.*)\n/.exec(finished.stderr)?.[1] ?? '' }
}

async function killAtEvent({ event, times }: Extract<Ending, { event: string }>, { invocation, options }: Given): Promise<Killed> {
  const { hear, said } = untilSaid(eventText(event), times)
  const running = start(RUN, { ...invocation, env: { ...invocation.env, NODE_OPTIONS: options.join(' ') } })
  running.child.stdout?.on('data', hear)
  const isThere = await Promise.race([said.then(() => true), running.finished.then(() => false)])
  if (!isThere) return { finished: await running.finished, diedOf: '' }
  // It stands still, and holds the folder, as long as that takes.
  running.child.kill('SIGSTOP')
  const rival = await shotlistInProcess(RUN, invocation)
  running.child.kill('SIGKILL')
  return { finished: await running.finished, diedOf: `at ${event} number ${times}`, rival }
}
