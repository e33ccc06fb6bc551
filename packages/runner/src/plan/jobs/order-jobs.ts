/** Jobs in an order in which each comes after those it depends on, and the cycles that make it impossible for some. */
export type JobOrder = { readonly order: readonly string[]; readonly cycles: readonly (readonly string[])[] }

/**
 * Orders jobs; those that depend on nothing else keep the order they are given in. A cycle is told as the path that makes it, its first
 * job at both ends.
 */
export function orderJobs(dependencies: ReadonlyMap<string, readonly string[]>): JobOrder {
  const order: string[] = []
  const cycles: string[][] = []
  const state = new Map<string, 'open' | 'done'>()

  for (const root of dependencies.keys()) {
    if (state.has(root)) continue
    // Depth first with a stack of its own: a chain of 10,000 jobs must not exhaust the engine's.
    const path: { id: string; next: number }[] = [{ id: root, next: 0 }]
    state.set(root, 'open')
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const id = dependencies.get(top.id)?.[top.next]
      top.next += 1
      if (id === undefined) {
        state.set(top.id, 'done')
        order.push(top.id)
        path.pop()
      } else if (state.get(id) === 'open') {
        const from = path.findIndex((step) => step.id === id)
        cycles.push([...path.slice(from).map((step) => step.id), id])
      } else if (!state.has(id) && dependencies.has(id)) {
        state.set(id, 'open')
        path.push({ id, next: 0 })
      }
    }
  }
  return { order, cycles }
}
