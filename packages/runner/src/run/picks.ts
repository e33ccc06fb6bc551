import type { JobInstance, Plan } from '../plan/plan.ts'

/** Which take of each group goes on. */
export class Picks {
  readonly #picked: Map<string, string>
  readonly #first: ReadonlySet<string>

  /** @param picked by group, as the lockfile keeps them */
  constructor(plan: Plan, picked: Readonly<Record<string, string>>) {
    const ids = new Set(plan.instances.map(({ id }) => id))
    this.#picked = new Map(Object.entries(picked).filter(([, take]) => ids.has(take)))
    this.#first = new Set(plan.instances.filter(({ pick }) => pick === 'first').map(groupOf))
  }

  /** The take that was picked. */
  of(group: string): string | undefined {
    return this.#picked.get(group)
  }

  /** Lets a take go on from now; null: none. Jobs that have gone on with another stay with it. */
  pick(group: string, take: string | null): void {
    if (take === null) this.#picked.delete(group)
    else this.#picked.set(group, take)
  }

  /** Tells that a take succeeded: with `pick: first` the first one is picked, once and for all. */
  succeeded(instance: JobInstance): void {
    const group = groupOf(instance)
    if (instance.pick === 'first' && !this.#picked.has(group)) this.#picked.set(group, instance.id)
  }

  /** Whether a group picks by itself. */
  isAutomatic(group: string): boolean {
    return this.#first.has(group)
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.#picked)
  }
}

/** An instance's id without its take. */
export const groupOf = ({ id, take }: JobInstance): string => (take === undefined ? id : id.slice(0, -`#${take}`.length))
