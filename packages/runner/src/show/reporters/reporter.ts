import type { RunEvent } from '../../run/run-event.ts'

/** Shows a run to people or programs. */
export type Reporter = {
  event(event: RunEvent): void
  /** Called when the run has ended, or could not start: writes what is left and cleans up. */
  end(): void
}
