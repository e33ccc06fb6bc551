import { closeSync, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'

const flushFile = promisify(fsync)

/** Flushes under way, by folder, each with the one that comes after it. */
const flushes = new Map<string, { readonly running: Promise<void>; next?: Promise<void> }>()

/**
 * Flushes the entries of a folder: a file that was made or renamed in it is there after a power cut, too. Callers that come together share
 * a flush; each has one that began after its call.
 */
export function flushFolder(folder: string): Promise<void> {
  const flush = flushes.get(folder)
  if (flush === undefined) return start(folder)
  flush.next ??= flush.running.catch(() => undefined).then(() => start(folder))
  return flush.next
}

function start(folder: string): Promise<void> {
  const flush = { running: flushNow(folder) }
  flushes.set(folder, flush)
  const forget = () => {
    if (flushes.get(folder) === flush) flushes.delete(folder)
  }
  flush.running.then(forget, forget)
  return flush.running
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
