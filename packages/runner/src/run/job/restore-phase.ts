import { OutputError } from '../../errors/output-error.ts'
import type { Artifacts } from '../../files/artifacts/artifacts.ts'
import type { StateOf } from '../../job/job-state.ts'
import { flushFile } from '../../store/durable/flush-file.ts'
import type { JobRun } from './job-run.ts'
import { placeResult, refuseForeign, startPlacing } from './place-result.ts'
import { untilStopped } from './until-stopped.ts'

/** @throws {OutputError} */
async function isHad({ all }: Artifacts, { sha256, path }: { readonly sha256: string; readonly path: string }): Promise<boolean> {
  try {
    if (!(await all.get(sha256, path))) return false
    await flushFile(path)
    return true
  } catch (cause) {
    throw new OutputError(path, { cause })
  }
}

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
  const copy = isHad(artifacts, { sha256: file.sha256, path: placing.part.path })
  if (!(await untilStopped(copy, context.working))) return
  await refuseForeign(context, placing)
  const { path: _path, modifiedMs: _modified, sha256, bytes, ...media } = file
  await job.enter({ ...was, file: await placeResult(context, placing, { sha256, bytes, media }) })
}
