import { isMasked } from '@shotlist/core'
import type { ProviderTable } from '@shotlist/core/contract'
import { DownloadError } from '../errors/download-error.ts'
import type { Outputs } from '../steps/job-state.ts'
import type { MediaKind } from '../transfer/inspect-media.ts'

/** The file of a finished task. */
export type ResultFile = { readonly url: string; readonly kind: MediaKind }

/**
 * The file a job downloads: the first output of the operation that is one.
 *
 * @throws {DownloadError} the finished task has none, or one whose address cannot be used
 */
export function resultFile(table: ProviderTable, operation: string, outputs: Outputs): ResultFile {
  const { starts, outputs: own } = table.operations[operation] ?? { outputs: {} }
  const rules = starts === undefined ? own : (table.tasks[starts]?.outputs ?? {})
  for (const [name, { type }] of Object.entries(rules)) {
    const url = outputs[name]
    if ((type !== 'video' && type !== 'image' && type !== 'audio') || typeof url !== 'string') continue
    if (isMasked(url)) throw new DownloadError('refused', `the address that ${table.title} gives repeats a key, and is not used: ${name}`)
    return { url, kind: type }
  }
  throw new DownloadError('gone', `${table.title} says the task has succeeded, and gives no file`)
}
