import { parentPort } from 'node:worker_threads'
import { defined } from '@shotlist/codegen/defined'
import { DownloadError } from '../errors/output-errors.ts'
import type { Inspected, Inspection } from '../manifest/files/inspect-thread.ts'
import { mediaSeconds } from '../manifest/files/media-seconds.ts'
import { inspectMedia } from './inspect-media.ts'

/** The program of a worker thread. Inspects files one by one, and reports when it begins with each. */
parentPort?.on('message', (asked: Inspection) => {
  reply('begun')
  void inspect(asked).then(reply)
})

function reply(message: 'begun' | Inspected): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message)
}

async function inspect({ path, kind, content }: Inspection): Promise<Inspected> {
  try {
    if (kind !== 'length') return { facts: await inspectMedia(path, kind, content) }
    return { facts: defined({ seconds: await mediaSeconds(path) }) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), isContent: error instanceof DownloadError }
  }
}
