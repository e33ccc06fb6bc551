import { DownloadError } from '../errors/download-error.ts'
import type { MediaFacts } from '../job/job-state.ts'
import { type Inspection, inspectOnThread } from '../manifest/files/inspect-thread.ts'
import { inspectMedia } from './inspect-media.ts'

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
