import { defined } from '@shotlist/codegen/defined'
import { systemClock } from '@shotlist/core'
import { RunnerError } from '../errors/runner-error.ts'
import type { TakePicker } from '../run/job/take-picker.ts'
import type { LockedPick, TakeChoice } from '../store/lockfile.ts'
import type { Fleet } from './fleet.ts'

/** How often picks that were made on other machines are looked for, in milliseconds. */
const LOOK_MS = 2000

type Place = Pick<Fleet, 'database' | 'project'>

/** Tells other machines of a pick. `null` takes it back. @throws {FleetDatabaseError} */
export async function sharePick(
  { database, project }: Place,
  { group }: Pick<TakeChoice, 'group'>,
  pick: LockedPick | null,
): Promise<void> {
  await database.query(
    `INSERT INTO shotlist.picks (project, take_group, pick) VALUES ($1, $2, $3)
     ON CONFLICT (project, take_group) DO UPDATE SET pick = excluded.pick, picked_at = now()`,
    [project, group, JSON.stringify(pick)],
  )
}

export type FollowOptions = {
  /** When the run began, by the database's clock. A lockfile may have newer picks than those that were shared before. */
  readonly since: Date
  /** The picks that the run began with, by group. */
  readonly picks: Readonly<Record<string, unknown>>
}

/** Gives a run the picks that users make on other machines: those made since it began, and earlier ones of groups without a pick. */
export class PicksElsewhere {
  readonly #place: Place
  readonly #picker: TakePicker
  readonly #options: FollowOptions
  /** By group, the pick that the run was given last. */
  readonly #given = new Map<string, string>()

  constructor(place: Place, picker: TakePicker, options: FollowOptions) {
    this.#place = place
    this.#picker = picker
    this.#options = options
  }

  /** Looks again and again, until the signal aborts. A database that cannot be reached is asked again. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await systemClock.sleep(LOOK_MS, signal).catch(() => undefined)
      if (!signal.aborted) await this.look()
    }
  }

  /** Looks once. A pick whose render this run does not have yet is tried again at the next look. */
  async look(): Promise<void> {
    const { since, picks } = this.#options
    for (const { group, pick, isNew } of await sharedPicks(this.#place, since).catch(() => [])) {
      const text = JSON.stringify(pick)
      if (this.#given.get(group) === text || (!isNew && (pick === null || Object.hasOwn(picks, group)))) continue
      try {
        await this.#picker.pick({ group, take: pick?.take ?? null, ...defined({ render: pick?.render }) })
        this.#given.set(group, text)
      } catch (error) {
        if (!(error instanceof RunnerError)) throw error
      }
    }
  }
}

type SharedPick = { readonly group: string; readonly pick: LockedPick | null; readonly isNew: boolean }

async function sharedPicks({ database, project }: Place, since: Date): Promise<SharedPick[]> {
  const rows = await database.query('SELECT take_group, pick, picked_at >= $2 AS is_new FROM shotlist.picks WHERE project = $1', [
    project,
    since,
  ])
  return rows.map((row) => ({
    group: String(row['take_group']),
    pick: JSON.parse(String(row['pick'])) as LockedPick | null,
    isNew: row['is_new'] === true,
  }))
}

/** The present time of the database's clock. @throws {FleetDatabaseError} */
export async function databaseTime({ database }: Pick<Place, 'database'>): Promise<Date> {
  const [row] = await database.query('SELECT now() AS now')
  return row?.['now'] as Date
}
