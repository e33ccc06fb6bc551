import type { Scope } from '../manifest/expressions/scope.ts'
import type { Files } from '../manifest/files/files.ts'
import type { IssueList } from '../manifest/issue-list.ts'
import type { Defaults } from '../manifest/manifest.ts'
import type { Cells } from './cells/cell.ts'
import { expandCells } from './cells/expand-cells.ts'
import { resolveTakes, type TakeRange } from './cells/resolve-takes.ts'
import { buildInstance } from './instances/build-instance.ts'
import { type ExpandedJob, instanceIds } from './instances/expanded-job.ts'
import { type InstanceContext, maxDependencies } from './instances/instance-context.ts'
import type { JobDraft } from './jobs/job-draft.ts'
import { orderJobs } from './jobs/order-jobs.ts'
import { checkCollisions, type NamedOutput } from './outputs/check-collisions.ts'
import type { JobInstance } from './plan.ts'
import type { ContentLimit } from './request/check-contents.ts'
import type { LengthLimit } from './request/check-lengths.ts'

type Options = {
  readonly scope: Scope
  readonly issues: IssueList
  readonly files: Files
  readonly root: string
  readonly defaults: Defaults
  readonly lengths: Map<string, LengthLimit>
  readonly contents: Map<string, ContentLimit>
}

/** Clips a manifest may have. More is a slip of the pen, or an attack. */
const maxInstances = 100_000

/** All instances of all jobs, each after those it depends on. */
export function expandJobs(drafts: readonly JobDraft[], options: Options): readonly JobInstance[] {
  const byId = new Map(drafts.map((draft) => [draft.job.id, draft]))
  const { order, cycles } = orderJobs(new Map(drafts.map(({ job, after }) => [job.id, after])))
  for (const cycle of cycles) noteCycle(cycle, byId, options.issues)

  const jobs = new Map<string, ExpandedJob>()
  const cellsOf = new Map<string, Cells>()
  const takesOf = new Map<string, TakeRange | undefined>()
  const outputs: NamedOutput[] = []
  const context: InstanceContext = {
    ...options,
    jobs,
    ids: [...byId.keys()],
    checked: new Map(),
    outputs,
    room: { dependencies: maxDependencies },
  }
  const instances: JobInstance[] = []
  let left = maxInstances

  for (const id of order) {
    const draft = byId.get(id)
    if (draft === undefined) continue
    const takes = resolveTakes(draft.job, takesOf, options.issues)
    const perCell = takes?.count ?? 1
    const cells = expandCells(draft.job, { ...options, cellsOf, max: Math.floor(left / perCell) })
    const fits = cells.list.length * perCell <= left
    if (!fits)
      options.issues.add(draft.job.place, {
        code: 'too-many',
        message: `with \`${id}\` the manifest has more than ${maxInstances.toLocaleString('en')} clips`,
      })
    const kept = fits ? cells : { ...cells, list: [] }
    left -= kept.list.length * perCell
    cellsOf.set(id, kept)
    takesOf.set(id, takes)
    const job: ExpandedJob = { ...draft, cells: kept, takes, instances: instanceIds(id, kept, takes) }
    instances.push(...buildInstances(job, context))
    jobs.set(id, job)
  }
  checkCollisions(outputs, options.issues)
  return instances
}

function* buildInstances(job: ExpandedJob, context: InstanceContext): Generator<JobInstance> {
  for (const cell of job.cells.list.keys())
    for (let take = 1; take <= (job.takes?.count ?? 1); take += 1) {
      const instance = buildInstance(job, { cell, take: job.takes === undefined ? undefined : take }, context)
      if (instance !== undefined) yield instance
    }
}

function noteCycle(cycle: readonly string[], drafts: ReadonlyMap<string, JobDraft>, issues: IssueList): void {
  const [first] = cycle
  const place = first === undefined ? undefined : drafts.get(first)?.job.place
  if (place === undefined) return
  const path = cycle.join(' -> ')
  issues.add(place, {
    code: 'cycle',
    message: cycle.length === 2 ? `\`${first}\` waits for itself` : `these jobs wait for one another: ${path}`,
    hint: cycle.length === 2 ? 'Remove its reference to itself.' : 'Remove one of these references or `needs`.',
  })
}
