import { open, rm } from 'node:fs/promises'
import { DownloadError, OutputError } from '../errors/output-errors.ts'
import type { MediaFacts } from '../job/job-state.ts'
import { type Inspection, inspectOnThread } from '../manifest/files/inspect-thread.ts'
import { prepareOutput } from '../store/outputs/output-path.ts'
import { inspectMedia } from './inspect-media.ts'

/**
 * Checks that files can be written below the output folder, before anything is paid.
 *
 * @param path of a file to try it with, below `outputDir`
 * @throws {OutputError}
 */
export async function probeOutput(outputDir: string, path: string): Promise<void> {
  try {
    const probe = prepareOutput(outputDir, path)
    await rm(probe, { force: true })
    const file = await open(probe, 'wx')
    await file.close()
    await rm(probe, { force: true })
  } catch (error) {
    const cause = error instanceof OutputError ? error.cause : error
    if (error instanceof OutputError && cause === undefined) throw error
    throw new OutputError(outputDir, { hint: 'Nothing was sent. Fix that and run again.', cause, nothingSent: true })
  }
}

/**
 * Inspects a download; clips and sounds on another thread, because a damaged one may take long to read.
 *
 * @throws {DownloadError} `broken`: the file is damaged or of another kind; `uninspected`: the inspection took too long or too much memory
 */
export async function inspectApart(asked: Inspection, limitMs?: number): Promise<MediaFacts> {
  // Only the first bytes of an image are read.
  if (asked.kind === 'image') return inspectMedia(asked.path, asked.kind, asked.content)
  const result = await inspectOnThread(asked, limitMs)
  if ('facts' in result) return result.facts
  throw result.isContent ? new DownloadError('broken', result.problem) : new DownloadError('uninspected', `the file ${result.problem}`)
}
