import type { Problem } from '../../errors/issue.ts'
import type { Scope } from '../../manifest/expressions/expression.ts'
import type { Files } from '../../manifest/files/files.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Defaults } from '../../manifest/manifest.ts'
import type { Cells } from '../cells/cell.ts'
import type { Dropped } from '../cells/drop-cells.ts'
import type { TakeRange } from '../cells/resolve-takes.ts'
import type { JobDraft } from '../draft-jobs.ts'
import type { OutputPath } from '../outputs/check-collisions.ts'
import type { ContentLimit, LengthLimit } from '../request/check-request.ts'

/** The inputs for building instances, and what is collected over all of them. */
export type InstanceContext = {
  /** `vars` and `env`. */
  readonly scope: Scope
  readonly issues: IssueList
  readonly files: Files
  readonly root: string
  readonly defaults: Defaults
  /** Jobs expanded so far, which are all that this one may refer to. */
  readonly jobs: ReadonlyMap<string, ExpandedJob>
  /** The ids of all jobs. */
  readonly ids: readonly string[]
  /** Files that were checked, with their problem if there is one. */
  readonly checked: Map<string, Problem | undefined>
  /** Files whose length must still be checked. */
  readonly lengths: Map<string, LengthLimit>
  readonly contents: Map<string, ContentLimit>
  /** The paths of the files of all instances so far. */
  readonly outputPaths: OutputPath[]
  /** How many more dependencies may be stored. */
  readonly room: { dependencies: number }
}

/** Most dependencies in lists that instances do not share. Five million take about 40 MB. */
export const MAX_DEPENDENCIES = 5_000_000

/** A job whose cells and takes are known. */
export type ExpandedJob = JobDraft & {
  readonly cells: Cells
  readonly takes: TakeRange | undefined
  /** The cells without instances. */
  readonly dropped: Dropped
  /** The ids of all its instances, in the order of the cells. */
  readonly instances: readonly string[]
}

/** The ids of a job's instances, in the order of the cells. */
export function instanceIds({ declaration: { id }, cells, dropped, takes }: Omit<ExpandedJob, 'instances'>): readonly string[] {
  return cells.list.flatMap((cell, index) => (dropped.has(index) ? [] : idsOfCell(`${id}${cell.suffix}`, takes)))
}

/** The ids of the instances of one cell. */
export function idsOfCell(group: string, takes: TakeRange | undefined): readonly string[] {
  return takes === undefined ? [group] : Array.from({ length: takes.count }, (_, index) => `${group}#${index + 1}`)
}
