import { open, rm } from 'node:fs/promises'
import { DownloadError, OutputError } from '../errors/output-errors.ts'
import type { MediaFacts } from '../job/job-state.ts'
import { type Inspection, inspectOnThread } from '../manifest/files/inspect-thread.ts'
import { prepareOutput } from '../store/outputs/output-path.ts'
import { inspectMedia } from './inspect-media.ts'

/**
 * Makes sure that files can be written below the output folder, before anything is paid for that would go there.
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
    throw new OutputError(outputDir, { hint: 'Nothing was sent. Mend that and run again.', cause, nothingSent: true })
  }
}

/**
 * Inspects a download, apart from the run where its reader may be kept busy.
 *
 * @throws {DownloadError} `broken`: it is not what it should be; `uninspected`: it took too long or too much memory
 */
export async function inspectApart(asked: Inspection, limitMs?: number): Promise<MediaFacts> {
  // Of a picture only the first bytes are read.
  if (asked.kind === 'image') return inspectMedia(asked.path, asked.kind, asked.content)
  const answer = await inspectOnThread(asked, limitMs)
  if ('facts' in answer) return answer.facts
  throw answer.isContent ? new DownloadError('broken', answer.problem) : new DownloadError('uninspected', `the file ${answer.problem}`)
}
