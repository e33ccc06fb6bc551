import type { ExpandedJob } from './expanded-job.ts'

/** The instances that `needs` makes one instance wait for: the twins of a job with the same cells, all of any other. */
export function listNeeds(job: ExpandedJob, cell: number, jobs: ReadonlyMap<string, ExpandedJob>): readonly string[] {
  const needed = job.job.needs.flatMap(({ text }) => jobs.get(text) ?? [])
  // Lists are handed out as they are where possible: ten thousand instances may share one.
  const lists = needed.map((other) => instancesFor(other, job, cell))
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat()
}

function instancesFor(other: ExpandedJob, job: ExpandedJob, cell: number): readonly string[] {
  if (other.cells.root !== job.cells.root) return other.instances
  const perCell = other.takes?.count ?? 1
  return other.instances.slice(cell * perCell, (cell + 1) * perCell)
}
