import { OutputError } from '../errors/output-error.ts'
import type { StateOf } from '../steps/job-state.ts'
import type { JobRun } from './job-run.ts'
import { placeResult, startPlacing } from './place-result.ts'

/**
 * Brings a finished job's file back from the artifact store, without a word to the provider. Where it cannot, the job's state
 * stays: the provider is asked for it.
 *
 * @throws {OutputError}
 */
export async function restorePhase(job: JobRun, was: StateOf<'done'>): Promise<void> {
  const { context, instance } = job
  const { artifacts } = context.options
  const { file } = was
  if (artifacts === undefined || file === undefined || instance.output === undefined) return
  const placing = startPlacing(context, { job: job.id, key: was.key, output: instance.output })
  const isThere = await artifacts.all.get(file.sha256, placing.part.path).catch((cause: unknown) => {
    throw new OutputError(placing.part.path, { cause })
  })
  if (!isThere) return
  const { path: _path, modifiedMs: _modified, sha256, bytes, ...media } = file
  await job.enter({ ...was, file: await placeResult(context, placing, { sha256, bytes, media }) })
}
