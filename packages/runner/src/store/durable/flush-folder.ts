import { closeSync, fsync, openSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'

const flushFile = promisify(fsync)

/** By folder, the flush that is under way and the one that has not begun yet. */
const running = new Map<string, Promise<void>>()
const waiting = new Map<string, Promise<void>>()

/**
 * Flushes the entries of a folder: a file that was made or renamed in it is there after a power cut, too. Callers that come together, or while
 * an earlier flush is under way, share one that begins after their calls.
 */
export function flushFolder(folder: string): Promise<void> {
  const known = waiting.get(folder)
  if (known !== undefined) return known
  const flush = flushInTurn(folder)
  waiting.set(folder, flush)
  return flush
}

async function flushInTurn(folder: string): Promise<void> {
  await (running.get(folder) ?? nextTurn())
  waiting.delete(folder)
  const flush = flushNow(folder)
  const ended = flush.catch(() => undefined).then(() => void running.delete(folder))
  running.set(folder, ended)
  await flush
}

async function flushNow(folder: string): Promise<void> {
  // Windows cannot open a folder; its renames are journalled by the file system.
  if (process.platform === 'win32') return
  const file = openSync(folder, 'r')
  try {
    await flushFile(file)
  } finally {
    closeSync(file)
  }
}
