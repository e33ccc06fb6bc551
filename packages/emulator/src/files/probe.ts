import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/** What a file turns out to be. Lengths are pixels and seconds. */
export type MediaFacts =
  | { readonly kind: 'image'; readonly width: number; readonly height: number }
  | { readonly kind: 'video' | 'audio'; readonly seconds: number; readonly width: number | undefined; readonly height: number | undefined }
  | { readonly kind: 'unreadable' }

/**
 * Looks into an uploaded file. Never throws: what cannot be read, or not within the limit, says so. The readers are loaded with the first file,
 * for most emulators never see one.
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

/** The worker is TypeScript beside the sources and JavaScript beside what is built of them. */
const program = new URL(`./probe-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url)

/** A sound file takes milliseconds. */
const LIMIT_MS = 30_000
const MEGABYTES = 512

/**
 * Reads a container on a thread of its own: one wrong number in it can keep the reader busy for hours, and the emulator would answer nothing
 * meanwhile.
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
