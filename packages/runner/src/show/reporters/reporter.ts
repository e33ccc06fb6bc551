import type { RunEvent } from '../../run/run-event.ts'

/** Shows a run to somebody. */
export type Reporter = {
  event(event: RunEvent): void
  /** The run is over, or could not begin: puts everything in order. */
  end(): void
}
