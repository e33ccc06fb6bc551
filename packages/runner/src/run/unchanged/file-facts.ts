import { statSync } from 'node:fs'
import type { FileFacts } from './stamp.ts'

/** Size and time of the last change; null where there is no file, or none that may be looked at. */
export function factsOf(path: string): FileFacts {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? null : { bytes: found.size, modifiedMs: found.mtimeMs }
  } catch {
    return null
  }
}

/** Whether two looks at a file found the same. */
export const isSame = (a: FileFacts, b: FileFacts): boolean =>
  a === null || b === null ? a === b : a.bytes === b.bytes && a.modifiedMs === b.modifiedMs
