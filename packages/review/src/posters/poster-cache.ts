import { captureFrame } from './capture-frame.ts'
import { arrived } from './scrolling.ts'

type Request = { readonly src: string; readonly resolve: (bitmap: ImageBitmap | undefined) => void; readonly signal: AbortSignal }

/** Decoders at work at once: the page must stay responsive, and browsers allow only some. */
const AT_ONCE = 3

/** Pictures kept: some 150 MB at the most. */
const KEPT = 400

/** Pictures of clips, taken when they are first wanted, the latest wish first: that is where the reader looks. */
export class PosterCache {
  readonly #kept = new Map<string, ImageBitmap>()
  readonly #broken = new Set<string>()
  readonly #wanted: Request[] = []
  readonly #idle: HTMLVideoElement[] = Array.from({ length: AT_ONCE }, () => document.createElement('video'))

  /** The picture, where it is there already. */
  known(src: string): ImageBitmap | undefined {
    return this.#kept.get(src)
  }

  /** The picture; absent where there is none to be had, or the wish was withdrawn. */
  get(src: string, signal: AbortSignal): Promise<ImageBitmap | undefined> {
    const known = this.#kept.get(src)
    if (known !== undefined || this.#broken.has(src)) return Promise.resolve(known)
    const { promise, resolve } = Promise.withResolvers<ImageBitmap | undefined>()
    this.#wanted.push({ src, resolve, signal })
    void this.#work()
    return promise
  }

  async #work(): Promise<void> {
    const video = this.#idle.pop()
    if (video === undefined) return
    await arrived()
    for (let request = this.#wanted.pop(); request !== undefined; request = this.#wanted.pop()) {
      request.resolve(request.signal.aborted ? undefined : await this.#take(video, request.src))
      await arrived()
    }
    this.#idle.push(video)
  }

  async #take(video: HTMLVideoElement, src: string): Promise<ImageBitmap | undefined> {
    const known = this.#kept.get(src)
    if (known !== undefined) return known
    try {
      const bitmap = await captureFrame(video, src)
      this.#keep(src, bitmap)
      return bitmap
    } catch {
      this.#broken.add(src)
      return undefined
    }
  }

  #keep(src: string, bitmap: ImageBitmap): void {
    this.#kept.set(src, bitmap)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size <= KEPT || oldest === undefined) return
    this.#kept.get(oldest)?.close()
    this.#kept.delete(oldest)
  }
}
