import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job } from '../../manifest/manifest.ts'

/** The takes of a job. Jobs that follow one another take by take have the same `root`. */
export type TakeRange = { readonly root: string; readonly count: number }

/** How many takes a job has; `undefined` where it has none. */
export function resolveTakes(job: Job, takesOf: ReadonlyMap<string, TakeRange | undefined>, issues: IssueList): TakeRange | undefined {
  const { takes } = job
  if (takes === undefined) return undefined
  if (takes.kind === 'count') return { root: job.id, count: takes.count }
  const followed = takesOf.get(takes.job)
  if (takesOf.has(takes.job) && followed === undefined)
    issues.add(takes.place, {
      code: 'no-takes',
      message: `\`${takes.job}\` has no takes`,
      hint: `Give it some, \`takes: 2\`, or leave this one's out.`,
    })
  return followed
}
