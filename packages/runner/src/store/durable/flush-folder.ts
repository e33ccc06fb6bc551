import { closeSync, fsync, openSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'

const flushFile = promisify(fsync)

/** By folder: the running flush, and the next one, which has not begun. */
const running = new Map<string, Promise<void>>()
const waiting = new Map<string, Promise<void>>()

/**
 * Flushes the entries of a folder, so that a file that was made or renamed in it survives a power cut. Calls at the same time, or during an
 * earlier flush, share one flush that begins after them.
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
  // Windows cannot open a folder; its file system journals renames.
  if (process.platform === 'win32') return
  const file = openSync(folder, 'r')
  try {
    await flushFile(file)
  } finally {
    closeSync(file)
  }
}
