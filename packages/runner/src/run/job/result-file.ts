import { isMasked } from '@shotlist/core'
import type { OutputRule, ProviderTable } from '@shotlist/core/contract'
import { DownloadError } from '../../errors/download-error.ts'
import type { MediaKind } from '../../files/inspect-media.ts'
import type { Outputs } from '../../job/job-state.ts'

/** The file of a finished task. */
export type ResultFile = { readonly url: string; readonly kind: MediaKind }

/**
 * The file a job downloads: the first output of the operation that is one, or another of the same kind: a clip's picture is no clip.
 *
 * @throws {DownloadError} the finished task has none, or one whose address cannot be used. It was paid for, and is not rendered again for that: the
 * provider may give the file later.
 */
export function resultFile(table: ProviderTable, operation: string, outputs: Outputs): ResultFile {
  let kind: MediaKind | undefined
  for (const [name, { type }] of Object.entries(outputRules(table, operation))) {
    if (type !== 'video' && type !== 'image' && type !== 'audio') continue
    kind ??= type
    const url = outputs[name]
    if (type !== kind || typeof url !== 'string' || url === '') continue
    if (isMasked(url)) throw new DownloadError('refused', `the address that ${table.title} gives repeats a key, and is not used: ${name}`)
    return { url, kind }
  }
  throw new DownloadError('missing', `${table.title} says the task has succeeded, and gives no file`)
}

/** @throws {DownloadError} a finished task that makes no file has none of its other outputs either */
export function requireOutputs(table: ProviderTable, operation: string, outputs: Outputs): void {
  if (Object.keys(outputs).length > 0 || Object.keys(outputRules(table, operation)).length === 0) return
  throw new DownloadError('missing', `${table.title} says the task has succeeded, and gives no result`)
}

function outputRules(table: ProviderTable, operation: string): Readonly<Record<string, OutputRule>> {
  const { starts, outputs: own } = table.operations[operation] ?? { outputs: {} }
  return starts === undefined ? own : (table.tasks[starts]?.outputs ?? {})
}
