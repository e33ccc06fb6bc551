import { isMasked, type OutputValue } from '@shotlist/core'
import { MissingOutputError } from '../../../errors/output-errors.ts'
import { outputNamed } from '../../../job/job-state.ts'
import { filesOf, replaceNodes, uploadsOf } from '../../../job/request-nodes.ts'
import type { JobResult } from '../job-end.ts'
import type { JobRun } from '../job-run.ts'

/**
 * Completes a job's request: uploads its files, and inserts their ids, the hashes of files inside it, and the outputs of other jobs.
 *
 * @throws {MissingOutputError | InputError} and what core's `upload` throws
 */
export async function fillRequest({ instance, session, context, start }: JobRun): Promise<Readonly<Record<string, unknown>>> {
  const ids = new Map<string, string>()
  const output = (source: string, name: string): OutputValue => outputOf(start.sources, source, name)
  const parts = uploadsOf(instance.with, output)
  let isReported = false
  const reportUpload = () => {
    if (!isReported) context.emit({ event: 'job.state', job: instance.id, state: 'uploading' })
    isReported = true
  }
  await Promise.all(parts.map(async (part) => ids.set(JSON.stringify(part), await context.uploads.idOf(part, session, reportUpload))))
  const hashes = new Map<string, string>()
  for (const file of filesOf(instance.with)) hashes.set(file, await context.hashes.hash(file))
  return replaceNodes(instance.with, {
    file: (file, upload) => (upload === undefined ? { sha256: hashes.get(file) } : ids.get(JSON.stringify({ file, upload }))),
    url: (url, upload) => ids.get(JSON.stringify({ url, upload })),
    output,
  })
}

/** An output of another job. @throws {MissingOutputError} if it has none, or one that repeats a key */
export function outputOf(sources: ReadonlyMap<string, JobResult>, source: string, name: string): OutputValue {
  const outputs = sources.get(source)?.outputs ?? {}
  const value = outputNamed(outputs, name)
  const single = typeof value === 'object' ? value : [value]
  if (value === undefined || single.some((one) => isMasked(String(one))))
    throw new MissingOutputError(source, { name, found: Object.keys(outputs) })
  return value
}
