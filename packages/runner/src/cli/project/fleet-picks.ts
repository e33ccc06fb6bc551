import { StateHeldError } from '../../errors/state-errors.ts'
import { keepPick, type PickPlaces, pickOf } from '../../store/kept-picks.ts'
import type { LockedPick, TakeChoice } from '../../store/lockfile.ts'
import { fleetProject, fleetUrl } from '../options/fleet-options.ts'
import type { VerbContext, VerbOptions } from '../verb.ts'

/** Where picks are told to the other machines of a fleet. */
export type FleetPicks = {
  tell(choice: TakeChoice, pick: LockedPick | null): Promise<void>
  close(): Promise<void>
}

/** Connects to the fleet of a manifest; undefined without one. @throws {FleetDatabaseError | JournalTooNewError} */
export async function openFleetPicks(context: VerbContext, options: VerbOptions, manifestPath: string): Promise<FleetPicks | undefined> {
  const url = options['rehearsal'] === true ? undefined : fleetUrl(context, options)
  if (url === undefined) return undefined
  const { sharePick } = await import('../../fleet/shared-picks.ts')
  const { FleetDatabase } = await import('../../store/postgres/fleet-database.ts')
  const database = await FleetDatabase.connect(url)
  const project = fleetProject(options, manifestPath)
  return {
    tell: (choice, pick) => sharePick({ database, project }, choice, pick),
    close: () => database.close(),
  }
}

/**
 * Saves a pick in the lockfile, and tells it to the fleet. While a run holds the lockfile, the fleet alone is told: a run that follows the fleet
 * takes the pick from there.
 *
 * @throws {StateHeldError} without a fleet; and what `keepPick` throws
 */
export async function keepPickEverywhere(places: PickPlaces, choice: TakeChoice, picks: FleetPicks | undefined): Promise<'kept' | 'told'> {
  let outcome: 'kept' | 'told' = 'kept'
  const kept = await keepPick(places, choice).catch((error: unknown) => {
    if (picks === undefined || !(error instanceof StateHeldError)) throw error
    outcome = 'told'
    return pickOf(places, choice)
  })
  await picks?.tell(choice, kept)
  return outcome
}
