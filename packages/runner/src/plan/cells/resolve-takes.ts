import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job } from '../../manifest/manifest.ts'

/** The takes of a job. `root` is the job that defined them: jobs with the same `root` have corresponding takes. */
export type TakeRange = { readonly root: string; readonly count: number }

/** The takes of a job; `undefined` if it has none. */
export function resolveTakes(job: Job, takesOf: ReadonlyMap<string, TakeRange | undefined>, issues: IssueList): TakeRange | undefined {
  const { takes } = job
  if (takes === undefined) return undefined
  if (takes.kind === 'count') return { root: job.id, count: takes.count }
  const followed = takesOf.get(takes.job)
  if (takesOf.has(takes.job) && followed === undefined)
    issues.add(takes.place, {
      code: 'no-takes',
      message: `\`${takes.job}\` has no takes`,
      hint: `Give it takes (\`takes: 2\`), or remove \`takes\` here.`,
    })
  return followed
}
