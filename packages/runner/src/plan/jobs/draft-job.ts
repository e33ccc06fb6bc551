import { suggest } from '@shotlist/codegen/suggest'
import { compileValue } from '../../manifest/expressions/compile-value.ts'
import { listJobReferences } from '../../manifest/expressions/list-job-references.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job, Manifest } from '../../manifest/manifest.ts'
import type { Place } from '../../manifest/yaml/node.ts'
import type { UsedOperation } from '../providers/resolve-operation.ts'
import { readFields } from '../request/read-fields.ts'
import type { JobDraft } from './job-draft.ts'

/** Reads a job's expressions and finds what it depends on. */
export function draftJob(
  job: Job,
  { manifest, used, issues }: { manifest: Manifest; used: UsedOperation | undefined; issues: IssueList },
): JobDraft {
  const fields = readFields(job, { defaults: manifest.defaults.with, used, issues })
  const output = job.output === undefined ? undefined : compileValue(job.output, issues)
  for (const { text, place } of job.needs) noteUnknownJob(text, place, { manifest, issues })
  if (job.matrix?.kind === 'of-job') noteUnknownJob(job.matrix.job, job.matrix.place, { manifest, issues })
  if (job.takes?.kind === 'of-job') noteUnknownJob(job.takes.job, job.takes.place, { manifest, issues })

  const after = [
    ...fields.flatMap(({ value }) => listJobReferences(value).map((reference) => reference.job)),
    ...job.needs.map(({ text }) => text),
    ...(job.matrix?.kind === 'of-job' ? [job.matrix.job] : []),
    ...(job.takes?.kind === 'of-job' ? [job.takes.job] : []),
  ]
  return { job, used, fields, output, after: [...new Set(after)].filter((id) => manifest.jobs.has(id)) }
}

function noteUnknownJob(id: string, place: Place, { manifest, issues }: { manifest: Manifest; issues: IssueList }): void {
  if (manifest.jobs.has(id)) return
  const suggestion = suggest(id, manifest.jobs.keys())
  issues.add(place, { code: 'unknown-job', message: `there is no job \`${id}\``, ...(suggestion === undefined ? {} : { suggestion }) })
}
