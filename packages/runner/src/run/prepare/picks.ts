import type { JobInstance, Plan } from '../../plan/plan.ts'
import type { LockedPick } from '../../store/lockfile.ts'

/** A picked take. Without `render` it is valid for any render of the take: for rehearsals, which render all takes again. */
export type RunPick = { readonly take: string; readonly render?: string }

/** The picked take of each group. */
export class Picks {
  readonly #picked: Map<string, RunPick>
  readonly #first: ReadonlySet<string>
  /** The render of each take, if it is known. */
  readonly #renders = new Map<string, string>()

  /** @param picked by group, as in the lockfile */
  constructor(plan: Plan, picked: Readonly<Record<string, RunPick>>) {
    const groups = new Map(plan.instances.map((instance) => [instance.id, groupOf(instance)]))
    this.#picked = new Map(Object.entries(picked).filter(([group, { take }]) => groups.get(take) === group))
    this.#first = new Set(plan.instances.filter(({ pick }) => pick === 'first').map(groupOf))
  }

  /** The picked take. A pick is dropped when its take is rendered again, because the user has not seen the new render. */
  of(group: string): string | undefined {
    const picked = this.#picked.get(group)
    if (picked === undefined) return undefined
    const { take, render } = picked
    return render === undefined || this.isAutomatic(group) || this.#renders.get(take) === render ? take : undefined
  }

  /** The picked take, if its pick was dropped. */
  dropped(group: string): string | undefined {
    return this.of(group) === undefined ? this.#picked.get(group)?.take : undefined
  }

  /** Picks a take; null removes the pick. Jobs that have continued with another take keep it. */
  pick(group: string, pick: LockedPick | null): void {
    if (pick === null) this.#picked.delete(group)
    else this.#picked.set(group, pick)
  }

  /** Notes the render of a take; undefined if it must be rendered. */
  rendered({ id, take }: JobInstance, render: string | undefined): void {
    if (take === undefined) return
    if (render === undefined) this.#renders.delete(id)
    else this.#renders.set(id, render)
  }

  /** Notes that a take succeeded. With `pick: first`, the first one is picked and stays picked. */
  succeeded(instance: JobInstance, render: string): void {
    this.rendered(instance, render)
    const group = groupOf(instance)
    if (instance.pick === 'first' && !this.#picked.has(group)) this.#picked.set(group, { take: instance.id, render })
  }

  /** Whether a group has `pick: first`. */
  isAutomatic(group: string): boolean {
    return this.#first.has(group)
  }

  /** The picks of groups with `pick: first`, by group. */
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
