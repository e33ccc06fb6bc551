import type { Problem } from '../../errors/issue.ts'
import type { Scope } from '../../manifest/expressions/expression.ts'
import type { Files } from '../../manifest/files/files.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Defaults } from '../../manifest/manifest.ts'
import type { Cells } from '../cells/cell.ts'
import type { TakeRange } from '../cells/resolve-takes.ts'
import type { JobDraft } from '../draft-jobs.ts'
import type { NamedOutput } from '../outputs/check-collisions.ts'
import type { ContentLimit, LengthLimit } from '../request/check-request.ts'

/** What building instances needs to know, and what it collects over all of them. */
export type InstanceContext = {
  /** `vars` and `env`. */
  readonly scope: Scope
  readonly issues: IssueList
  readonly files: Files
  readonly root: string
  readonly defaults: Defaults
  /** Jobs expanded so far: all that this one may refer to. */
  readonly jobs: ReadonlyMap<string, ExpandedJob>
  /** All jobs there are. */
  readonly ids: readonly string[]
  /** Files looked at, with what is wrong with them. */
  readonly checked: Map<string, Problem | undefined>
  /** Files whose length is still to be looked at. */
  readonly lengths: Map<string, LengthLimit>
  readonly contents: Map<string, ContentLimit>
  readonly outputs: NamedOutput[]
  /** How many dependencies may still be written out. */
  readonly room: { dependencies: number }
}

/** Dependencies that instances have lists of their own for: five million take some 40 MB. */
export const MAX_DEPENDENCIES = 5_000_000

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
