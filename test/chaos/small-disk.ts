import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk in memory, which has enough room until `shrink`. */
export type SmallDisk = {
  /** Leaves room for a few more files. */
  shrink(): void
  grow(): void
  unmount(): void
}

const SPARE_BYTES = 48 * 1024

export function mountSmall(path: string): SmallDisk {
  mkdirSync(path)
  const resize = (bytes: number) => execFileSync('mount', ['-o', `remount,size=${bytes}`, path])
  const grow = () => resize(64 * 1024 * 1024)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', path])
  return {
    shrink: () => {
      const { bsize, blocks, bfree } = statfsSync(path)
      resize((blocks - bfree) * bsize + SPARE_BYTES)
    },
    grow,
    unmount: () => execFileSync('umount', ['--lazy', path]),
  }
}

/** Whether this process may mount a disk. Root in a container often may not. */
export function canMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'shotlist-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', path], { stdio: 'ignore' })
    execFileSync('umount', ['--lazy', path], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}
