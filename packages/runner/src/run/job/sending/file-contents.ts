import { basename } from 'node:path'
import { openInput } from '../../../files/upload-input.ts'
import { filesOf } from '../../../job/request-nodes.ts'
import type { JobRun } from '../job-run.ts'

type Request = Readonly<Record<string, unknown>>

/** A file inside a request, as every record has it: by its content. */
export type RecordedFile = { readonly sha256: string }

/** Whether a part of a recorded request stands for a file. */
export function isRecordedFile(value: unknown): value is RecordedFile {
  return typeof value === 'object' && value !== null && 'sha256' in value && Object.keys(value).length === 1
}

/**
 * The request as it is sent: with the contents of its files in place of their hashes. They are found among the files of the job, because a
 * file may have another name by now.
 *
 * @throws {InputError} if a file cannot be read or has changed
 */
export async function withContents({ instance, context }: JobRun, request: Request): Promise<Request> {
  const { root } = context.options.plan
  const files = new Map<string, unknown>()
  for (const file of filesOf(instance.with)) {
    const sha256 = await context.hashes.hash(file)
    if (holds(request, sha256)) files.set(sha256, { data: await openInput({ root, file, sha256 }), name: basename(file) })
  }
  return files.size === 0 ? request : (replaced(request, files) as Request)
}

function holds(value: unknown, sha256: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  return isRecordedFile(value) ? value.sha256 === sha256 : Object.values(value).some((part) => holds(part, sha256))
}

function replaced(value: unknown, files: ReadonlyMap<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isRecordedFile(value)) return files.get(value.sha256) ?? value
  if (Array.isArray(value)) return value.map((item) => replaced(item, files))
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, replaced(part, files)]))
}
