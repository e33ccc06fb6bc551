import { type Download, OutcomeUnknownError } from '@shotlist/core'
import { DownloadError } from '../../errors/output-errors.ts'
import { downloadFile } from '../../files/download-file.ts'
import type { MediaKind } from '../../files/inspect-media.ts'
import type { PartFile } from '../../files/part-file.ts'
import { inspectApart } from '../../files/probe-output.ts'
import { hashFile } from '../../store/durable/plain-files.ts'
import { outputFacts } from '../../store/outputs/output-facts.ts'
import type { JobRun } from './job-run.ts'
import { type Content, preparePlacing } from './place-result.ts'

/** What stands for a file that came with the response itself, among the outputs of its job: its hash follows. */
const KEPT = 'sha256:'

/** Whether an output is a file that came with the response, and not a URL. */
export function isKept(output: string): boolean {
  return output.startsWith(KEPT)
}

/**
 * Writes the file of a response to the job's part file, and flushes it. The provider charged when the response began and sends it only once, so
 * the response is recorded after that.
 *
 * @returns what stands for the file among the job's outputs
 * @throws {DownloadError | OutputError | OutcomeUnknownError} if not all of it came, or it cannot be written
 */
export async function keepAnswer({ context, id, instance, state, session }: JobRun, { stream, totalBytes }: Download): Promise<string> {
  const { output } = instance
  if (output === undefined || !('key' in state)) throw new Error(`${id} has no file to write its response to`)
  const { download: part } = preparePlacing(context, { job: id, key: state.key, output })
  const headers = new Headers(totalBytes === undefined ? {} : { 'content-length': String(totalBytes) })
  const response = { status: 200, headers, body: stream }
  try {
    const { sha256 } = await downloadFile(session.client.baseUrl, part, { tries: 1, fetch: () => Promise.resolve(response) })
    return `${KEPT}${sha256}`
  } catch (error) {
    throw error instanceof DownloadError && error.cause instanceof OutcomeUnknownError ? error.cause : error
  }
}

/** The content of a file that came with the response. @throws {DownloadError} if it is gone, or of another kind */
export async function keptContent(part: PartFile, { url, kind }: { readonly url: string; readonly kind: MediaKind }): Promise<Content> {
  const sha256 = url.slice(KEPT.length)
  const bytes = outputFacts(part.path)?.size
  if (bytes === undefined || (await hashFile(part.path)) !== sha256)
    throw new DownloadError('gone', 'its file is no longer on this machine, and the provider sent it only once')
  return { sha256, bytes, media: await inspectApart({ path: part.path, kind }) }
}
