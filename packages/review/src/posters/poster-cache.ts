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

/** Where the picture is taken: many clips begin with black. */
const WANTED_SECONDS = 0.6

/** Pixels across; enough for a tile on a dense screen. */
const POSTER_WIDTH = 400

/** A clip that does not answer does not hold up the others. */
const TIMEOUT_MS = 15_000

/**
 * A picture of a clip, taken by the browser's own decoder: nothing has to be made, or shipped, before the page is opened. It may be drawn
 * but not read back: pages from disk may not look into other files.
 *
 * @throws {Error} the file cannot be played
 */
async function captureFrame(video: HTMLVideoElement, src: string): Promise<ImageBitmap> {
  video.muted = true
  video.preload = 'auto'
  try {
    video.src = src
    await happens(video, 'loadeddata')
    const target = Math.min(WANTED_SECONDS, (Number.isFinite(video.duration) ? video.duration : 0) / 3)
    if (target > 0) {
      video.currentTime = target
      await happens(video, 'seeked')
    }
    const width = Math.min(POSTER_WIDTH, video.videoWidth)
    return await createImageBitmap(video, { resizeWidth: width, resizeQuality: 'medium' })
  } finally {
    // Lets go of the file and the decoder, of which a page has only a few.
    video.removeAttribute('src')
    video.load()
  }
}

function happens(video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const end = new AbortController()
  const timer = setTimeout(() => reject(new Error('the clip did not load in time')), TIMEOUT_MS)
  video.addEventListener(event, () => resolve(), { signal: end.signal })
  video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'the clip cannot be played')), { signal: end.signal })
  return promise.finally(() => {
    clearTimeout(timer)
    end.abort()
  })
}

/** Pixels between two scroll events beyond which nobody looks at single clips. */
const FAST_PX = 60
/** How long after that the reader has arrived. */
const ARRIVED_MS = 120

let fastUntil = 0

/** Says that the page was scrolled. */
export function noteScroll(movedPx: number): void {
  if (Math.abs(movedPx) > FAST_PX) fastUntil = performance.now() + ARRIVED_MS
}

/** Resolves when the page is not flying by: taking pictures meanwhile would only make it stutter. */
async function arrived(): Promise<void> {
  for (let left = fastUntil - performance.now(); left > 0; left = fastUntil - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, left))
  }
}
