import { parentPort, workerData } from 'node:worker_threads'
import { ALL_FORMATS, BufferSource, Input, Logging, LogLevel } from 'mediabunny'
import type { MediaFacts } from './probe.ts'

// The reader's warnings contain bytes of the uploaded file, which must not reach the terminal.
Logging.level = LogLevel.Silent

/** Inspects the container that it is started with, posts the result, and ends. */
async function probe(content: Uint8Array<ArrayBuffer>): Promise<MediaFacts> {
  const input = new Input({ source: new BufferSource(content), formats: ALL_FORMATS })
  try {
    const seconds = await input.computeDuration()
    const track = await input.getPrimaryVideoTrack()
    return { kind: track === null ? 'audio' : 'video', seconds, width: track?.displayWidth, height: track?.displayHeight }
  } catch {
    return { kind: 'unreadable' }
  } finally {
    input.dispose()
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(await probe(workerData as Uint8Array<ArrayBuffer>))
