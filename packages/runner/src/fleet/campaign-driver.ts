import { systemClock } from '@shotlist/core'
import type { Outcome } from '../run/run-event.ts'
import type { Fleet } from './fleet.ts'

/** How often the process that started a run says that it drives it, in milliseconds. */
const FOLLOW_MS = 2000
/** A run whose process has not been heard of for so long goes on without it, in seconds by the database's clock. */
export const LEFT_AFTER_SECONDS = 10

/** Says that this process drives a run, until the signal aborts. Meanwhile the workers do not: a clip is ordered by one decision. */
export async function followCampaign({ database }: Fleet, id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await systemClock.sleep(FOLLOW_MS, signal).catch(() => undefined)
    if (!signal.aborted) await database.query('UPDATE shotlist.campaigns SET followed_at = now() WHERE id = $1', [id]).catch(() => [])
  }
}

/** Leaves a run to the workers at once. */
export async function leaveCampaign({ database }: Fleet, id: string): Promise<void> {
  await database.query("UPDATE shotlist.campaigns SET followed_at = '-infinity' WHERE id = $1", [id])
}

/** Resolves with whether a run goes on here: when its process is gone, and not if it has ended there. @throws the signal's reason */
export async function isLeft({ database }: Fleet, id: string, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const [row] = await database.query(
      'SELECT ended_at, followed_at < now() - make_interval(secs => $2) AS is_left FROM shotlist.campaigns WHERE id = $1',
      [id, LEFT_AFTER_SECONDS],
    )
    if (row?.['ended_at'] !== null) return false
    if (row['is_left'] === true) return true
    await systemClock.sleep(LOOK_MS, signal)
  }
}

/** How often a run asks whether it has ended where it was started, in milliseconds. */
const LOOK_MS = 1000

/** Resolves when a run has ended where it was started, or the signal aborts. */
export async function untilEnded({ database }: Fleet, id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [row] = await database.query('SELECT ended_at FROM shotlist.campaigns WHERE id = $1', [id]).catch(() => [])
    if (row !== undefined && row['ended_at'] !== null) return
    await systemClock.sleep(LOOK_MS, signal).catch(() => undefined)
  }
}

/** Ends a run that has ended where it was started: nothing more is ordered for it, even if somebody picks a take that it waited for. */
export async function endCampaign({ database }: Fleet, id: string, outcome: Outcome): Promise<void> {
  await database.query('UPDATE shotlist.campaigns SET outcome = $2, ended_at = now() WHERE id = $1 AND ended_at IS NULL', [id, outcome])
}
