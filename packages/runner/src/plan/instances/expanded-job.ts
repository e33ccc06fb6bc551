import type { Cells } from '../cells/cell.ts'
import type { TakeRange } from '../cells/resolve-takes.ts'
import type { JobDraft } from '../jobs/job-draft.ts'

/** A job whose cells and takes are known. */
export type ExpandedJob = JobDraft & {
  readonly cells: Cells
  readonly takes: TakeRange | undefined
  /** Ids of all its instances, cell by cell. */
  readonly instances: readonly string[]
}

/** The ids of a job's instances. */
export function instanceIds(id: string, cells: Cells, takes: TakeRange | undefined): readonly string[] {
  return cells.list.flatMap(({ suffix }) =>
    takes === undefined ? [`${id}${suffix}`] : Array.from({ length: takes.count }, (_, index) => `${id}${suffix}#${index + 1}`),
  )
}
