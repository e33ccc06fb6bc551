import { lookoutDelay, pollDelay } from '../provider/poll-delay.ts'
import { isAnnounced } from './announcement.ts'
import type { JobRun } from './job-run.ts'

type Turns = {
  readonly taskId: string
  /** In milliseconds, by the run's clock: no wait goes beyond. It may be put off. */
  readonly deadline: () => number
  /** Wait before the first read, in milliseconds; absent: what the document says. */
  readonly afterMs: number | undefined
}

/**
 * Says when a task's turn to be read comes: by the provider's pace, or, where the provider announces it, when it is announced. Deliveries get
 * lost: what is announced is looked after all the same, only seldom.
 *
 * @returns waits for the next turn, given whether the read before it was answered; throws the signal's reason when the run is stopped
 */
export function readTurns(job: JobRun, { taskId, deadline, afterMs }: Turns): (wasRead: boolean) => Promise<void> {
  const { lane, context, instance } = job
  const { clock, working: signal, random } = context
  const pace = lane.paceOf(instance.operation)
  const inbox = isAnnounced(job) ? context.options.webhooks : undefined
  let nth = 0
  let wasHeard = false
  const nextMs = (wasRead: boolean) => {
    if (nth === 0 && afterMs !== undefined) return afterMs
    // A read may fail, or lag behind the delivery: the one after it comes at the usual pace.
    if (inbox !== undefined && !wasHeard && wasRead) return lookoutDelay(pace, random())
    const ms = pollDelay(pace, nth, random())
    // The task began with the answer, not when that was written down.
    return nth === 0 && job.acceptedAtMs !== undefined ? Math.max(0, ms - (clock.now() - job.acceptedAtMs)) : ms
  }
  return async (wasRead) => {
    const ms = Math.min(nextMs(wasRead), Math.max(0, deadline() - clock.now()))
    nth += 1
    if (inbox === undefined) await clock.sleep(ms, signal)
    else wasHeard = await inbox.deliveries.wait(lane.id, taskId, { ms, clock, signal })
  }
}
