import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { compileValue } from '../manifest/expressions/compile-value.ts'
import type { CompiledValue } from '../manifest/expressions/expression.ts'
import { listJobReferences } from '../manifest/expressions/list-job-references.ts'
import type { IssueList } from '../manifest/issue-list.ts'
import type { Job, Manifest } from '../manifest/manifest.ts'
import type { Place } from '../manifest/yaml/node.ts'
import type { Field } from './request/field.ts'
import { hasField } from './request/own-entries.ts'
import { readFields } from './request/read-fields.ts'
import type { UsedOperation } from './resolve-operation.ts'

/** A job before expansion, with its operation and its compiled expressions. */
export type JobDraft = {
  /** The job as the manifest declares it. */
  readonly declaration: Job
  /** Absent if `uses` is wrong. The rest is still checked as far as possible. */
  readonly used: UsedOperation | undefined
  readonly fields: readonly Field[]
  /** The expression of `output`. */
  readonly outputPath: CompiledValue | undefined
  /** Jobs that must come before this one (by reference, `needs`, `matrix` or `takes`), in the order in which they are named. */
  readonly after: readonly string[]
}

/** Reads a job's expressions and finds what it depends on. */
export function draftJob(
  job: Job,
  { manifest, used, issues }: { manifest: Manifest; used: UsedOperation | undefined; issues: IssueList },
): JobDraft {
  const fields = readFields(job, { defaults: manifest.defaults.with, used, issues })
  const outputPath = job.output === undefined ? undefined : compileValue(job.output, issues)
  for (const { text, place } of job.needs) noteUnknownJob(text, place, { manifest, issues })
  if (job.matrix?.kind === 'of-job') noteUnknownJob(job.matrix.job, job.matrix.place, { manifest, issues })
  if (job.takes?.kind === 'of-job') noteUnknownJob(job.takes.job, job.takes.place, { manifest, issues })

  const after = [
    ...fields.flatMap(({ value, otherwise }) =>
      [value, ...(otherwise === undefined ? [] : [otherwise.value])].flatMap(listJobReferences).map((reference) => reference.job),
    ),
    ...job.needs.map(({ text }) => text),
    ...(job.matrix?.kind === 'of-job' ? [job.matrix.job] : []),
    ...(job.takes?.kind === 'of-job' ? [job.takes.job] : []),
  ]
  return { declaration: job, used, fields, outputPath, after: [...new Set(after)].filter((id) => manifest.jobs.has(id)) }
}

function noteUnknownJob(id: string, place: Place, { manifest, issues }: { manifest: Manifest; issues: IssueList }): void {
  if (manifest.jobs.has(id)) return
  const suggestion = suggest(id, manifest.jobs.keys())
  issues.add(place, { code: 'unknown-job', message: `there is no job \`${id}\``, ...defined({ suggestion }) })
}

/** Warns of a default for which no job's operation has a field: it is probably a typo. */
export function noteUselessDefaults(manifest: Manifest, drafts: readonly JobDraft[], issues: IssueList): void {
  const operations = drafts.map((draft) => draft.used)
  const used = [...new Set(operations)].filter((operation) => operation !== undefined)
  const names = new Set(
    used.flatMap(({ operation, table }) => [...operation.fields.map(({ name }) => name), ...Object.keys(table.canonical)]),
  )
  for (const entry of manifest.defaults.with?.entries.values() ?? []) {
    if (used.some((operation) => hasField(entry.key, operation))) continue
    const suggestion = suggest(entry.key, names)
    // An unknown operation may have the field. A name that resembles a known field is reported anyway.
    if (operations.includes(undefined) && suggestion === undefined) continue
    issues.add(
      entry.keyPlace,
      {
        code: 'useless-key',
        message: `no job's operation has a field \`${entry.key}\`, so this default does nothing`,
        ...defined({ suggestion }),
      },
      'warning',
    )
  }
}

/** Jobs in an order in which each comes after those it depends on, and the cycles that prevent this for some. */
type JobOrder = { readonly order: readonly string[]; readonly cycles: readonly (readonly string[])[] }

/**
 * Orders jobs topologically, otherwise in the given order. A cycle is returned as its path, with the first job at both ends.
 */
export function orderJobs(dependencies: ReadonlyMap<string, readonly string[]>): JobOrder {
  const order: string[] = []
  const cycles: string[][] = []
  const state = new Map<string, 'open' | 'done'>()

  for (const root of dependencies.keys()) {
    if (state.has(root)) continue
    // Depth first with an explicit stack: a chain of 10,000 jobs would overflow the call stack.
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
