import { isDeferred } from '../../manifest/expressions/deferred.ts'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/scope.ts'
import type { ExpandedJob } from '../instances/expanded-job.ts'
import type { InstanceContext } from '../instances/instance-context.ts'
import { coerce } from './coerce.ts'
import { deriveSeed, maxSeed } from './derive-seed.ts'
import type { Field } from './field.ts'
import { unknownField } from './read-fields.ts'
import { readFiles } from './read-files.ts'
import { respell } from './spellings.ts'

type Options = {
  readonly scope: Scope
  /** What the seed is derived from: the instance's name without its take, and the take. */
  readonly seed: { readonly group: string; readonly take: number | undefined }
  readonly context: InstanceContext
}

/** The request of one instance: every field evaluated, files as uploads, and a seed where the operation takes one. */
export function buildRequest(job: ExpandedJob, { scope, seed, context }: Options): Record<string, unknown> {
  const entries: [string, unknown][] = []
  for (const field of job.fields) {
    const value = evaluateValue(field.value, scope, context.issues)
    if (field.model === unknownField) continue
    entries.push([field.name, toRequestValue(value, field, { job, context })])
  }
  return withSeed(Object.fromEntries(entries), job, seed)
}

function toRequestValue(value: unknown, field: Field, { job, context }: { job: ExpandedJob; context: InstanceContext }): unknown {
  const typed = isDeferred(value) ? value : respell(field.value.kind === 'template' ? coerce(value, field.model) : value, field.model)
  if (job.used === undefined || (field.uploads.length === 0 && field.publicUrls.length === 0)) return typed
  const { issues, files, root, checked, lengths, contents } = context
  return readFiles(typed, field, { used: job.used, issues, files, root, checked, lengths, contents })
}

/** A seed that is not given is derived from the instance's name; one that is given counts up with the takes, so that they differ. */
function withSeed(
  request: Record<string, unknown>,
  { job, used, fields }: ExpandedJob,
  { group, take }: Options['seed'],
): Record<string, unknown> {
  const name = used?.table.canonical['seed']
  const model = name === undefined ? undefined : used?.operation.fields.find((field) => field.name === name)
  if (name === undefined || model?.type !== 'integer') return request
  const given = request[name]
  if (given === undefined) {
    const base = job.seed === undefined ? group : `${group}:${job.seed}`
    return { ...request, [name]: deriveSeed(take === undefined ? base : `${base}#${take}`, model.maximum) }
  }
  const isWritten = fields.find((field) => field.name === name)?.value.kind === 'static'
  if (take === undefined || !isWritten || typeof given !== 'number') return request
  return { ...request, [name]: (given + take - 1) % ((model.maximum ?? maxSeed) + 1) }
}
