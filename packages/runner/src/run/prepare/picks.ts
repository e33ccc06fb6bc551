import type { JobInstance, Plan } from '../../plan/plan.ts'
import type { LockedPick } from '../../store/lockfile.ts'

/** A take that goes on. Without a render, any render of it does: so it is in rehearsals, which draw all takes anew. */
export type RunPick = { readonly take: string; readonly render?: string }

/** Which take of each group goes on. */
export class Picks {
  readonly #picked: Map<string, RunPick>
  readonly #first: ReadonlySet<string>
  /** What takes are rendered as, as far as it is known. */
  readonly #renders = new Map<string, string>()

  /** @param picked by group, as the lockfile keeps them */
  constructor(plan: Plan, picked: Readonly<Record<string, RunPick>>) {
    const groups = new Map(plan.instances.map((instance) => [instance.id, groupOf(instance)]))
    this.#picked = new Map(Object.entries(picked).filter(([group, { take }]) => groups.get(take) === group))
    this.#first = new Set(plan.instances.filter(({ pick }) => pick === 'first').map(groupOf))
  }

  /** The take that was picked. A pick falls when its take is rendered anew: nobody has seen the new render. */
  of(group: string): string | undefined {
    const picked = this.#picked.get(group)
    if (picked === undefined) return undefined
    const { take, render } = picked
    return render === undefined || this.isAutomatic(group) || this.#renders.get(take) === render ? take : undefined
  }

  /** The take that was picked, and is another render now. */
  fallen(group: string): string | undefined {
    return this.of(group) === undefined ? this.#picked.get(group)?.take : undefined
  }

  /** Lets a take go on from now; null: none. Jobs that have gone on with another stay with it. */
  pick(group: string, pick: LockedPick | null): void {
    if (pick === null) this.#picked.delete(group)
    else this.#picked.set(group, pick)
  }

  /** Tells what a take is rendered as; undefined: it is to be rendered. */
  rendered({ id, take }: JobInstance, render: string | undefined): void {
    if (take === undefined) return
    if (render === undefined) this.#renders.delete(id)
    else this.#renders.set(id, render)
  }

  /** Tells that a take succeeded: with `pick: first` the first one is picked, once and for all. */
  succeeded(instance: JobInstance, render: string): void {
    this.rendered(instance, render)
    const group = groupOf(instance)
    if (instance.pick === 'first' && !this.#picked.has(group)) this.#picked.set(group, { take: instance.id, render })
  }

  /** Whether a group picks by itself. */
  isAutomatic(group: string): boolean {
    return this.#first.has(group)
  }

  /** The picks that groups made by themselves, by group. */
  automatic(): Record<string, LockedPick> {
    const picks = [...this.#picked].flatMap(([group, { take }]): [string, LockedPick][] => {
      const render = this.#renders.get(take)
      return this.isAutomatic(group) && render !== undefined ? [[group, { take, render }]] : []
    })
    return Object.fromEntries(picks)
  }
}

/** An instance's id without its take. */
export function groupOf({ id, take }: JobInstance): string {
  return take === undefined ? id : id.slice(0, -`#${take}`.length)
}
