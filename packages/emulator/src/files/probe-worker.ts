import { parentPort, workerData } from 'node:worker_threads'
import { ALL_FORMATS, BufferSource, Input, Logging, LogLevel } from 'mediabunny'
import type { MediaFacts } from './probe.ts'

// What the reader remarks holds bytes of a foreign file.
Logging.level = LogLevel.Silent

/** Reads the container it was started with, says what it is, and ends. */
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
