import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/** What kind of media a file is. Sizes are in pixels, lengths in seconds. */
export type MediaFacts =
  | { readonly kind: 'image'; readonly width: number; readonly height: number }
  | { readonly kind: 'video' | 'audio'; readonly seconds: number; readonly width: number | undefined; readonly height: number | undefined }
  | { readonly kind: 'unreadable' }

/**
 * Inspects an uploaded file. Never throws: a file that cannot be read, or not within the time limit, is reported as unreadable. The readers
 * are loaded with the first file, because most emulators never need them.
 */
export async function probeMedia(content: Uint8Array, type: string, limitMs = LIMIT_MS): Promise<MediaFacts> {
  try {
    return type.startsWith('image/') ? await probeImage(content) : await probeClip(content, limitMs)
  } catch {
    return { kind: 'unreadable' }
  }
}

async function probeImage(content: Uint8Array): Promise<MediaFacts> {
  const { loadImage } = await import('@napi-rs/canvas')
  const { width, height } = await loadImage(content)
  return width > 0 && height > 0 ? { kind: 'image', width, height } : { kind: 'unreadable' }
}

/** The worker: TypeScript in the sources, JavaScript in the build. */
const program = new URL(`./probe-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url)

/** A valid file takes milliseconds. */
const LIMIT_MS = 30_000
const MEGABYTES = 512

/**
 * Inspects a container on a separate thread, because one wrong number in a file can keep the reader busy for hours and would block the
 * emulator.
 */
function probeClip(content: Uint8Array, limitMs: number): Promise<MediaFacts> {
  const worker = new Worker(program, {
    workerData: content,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
  })
  let timer: NodeJS.Timeout | undefined
  const facts = new Promise<MediaFacts>((resolve) => {
    const unreadable = () => resolve({ kind: 'unreadable' })
    timer = setTimeout(unreadable, limitMs)
    worker.once('message', resolve)
    worker.once('error', unreadable)
    worker.once('exit', unreadable)
  })
  return facts.finally(() => {
    clearTimeout(timer)
    void worker.terminate()
  })
}
