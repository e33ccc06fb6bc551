import type { ClipFile } from '@shotlist/review'
import type { Known } from './clip-state.ts'

/** A clip's file, where it is there to be played. */
export function clipFile({ record, lock, isPresent }: Known, srcOf: (path: string, sha256: string) => string): ClipFile | undefined {
  if (!isPresent) return undefined
  if (record === undefined) {
    if (lock?.output === undefined || lock.sha256 === undefined || lock.bytes === undefined) return undefined
    const { output: path, sha256, bytes } = lock
    return { src: srcOf(path, sha256), path, sha256, bytes, ...mediaOf(lock) }
  }
  if (record.state.phase !== 'done' || record.state.file === undefined) return undefined
  const { path, sha256, bytes } = record.state.file
  return { src: srcOf(path, sha256), path, sha256, bytes, ...mediaOf(record.state.file) }
}

const mediaOf = ({ width, height, seconds }: Partial<Pick<ClipFile, 'width' | 'height' | 'seconds'>>) => ({
  ...(width !== undefined && { width }),
  ...(height !== undefined && { height }),
  ...(seconds !== undefined && { seconds }),
})
