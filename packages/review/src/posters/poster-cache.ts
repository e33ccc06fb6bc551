type Request = { readonly src: string; readonly resolve: (bitmap: ImageBitmap | undefined) => void; readonly signal: AbortSignal }

/** Concurrent decoders: browsers allow only a few, and the page must stay responsive. */
const AT_ONCE = 3

/** The most pictures in the cache: about 150 MB. */
const KEPT = 400

/** Pictures of clips, made on the first request. The latest request comes first, because the reader looks there. */
export class PosterCache {
  readonly #kept = new Map<string, ImageBitmap>()
  readonly #broken = new Set<string>()
  /** How often a clip did not load in time. */
  readonly #slow = new Map<string, number>()
  readonly #wanted: Request[] = []
  readonly #idle: HTMLVideoElement[] = Array.from({ length: AT_ONCE }, () => document.createElement('video'))

  /** The picture, if it is in the cache. */
  known(src: string): ImageBitmap | undefined {
    return this.#kept.get(src)
  }

  /** The picture; undefined if it cannot be made, or the request was withdrawn. */
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
    await scrollSettled()
    for (let request = this.#wanted.pop(); request !== undefined; request = this.#wanted.pop()) {
      const taken = request.signal.aborted ? undefined : await this.#take(video, request.src)
      if (taken === 'slow') this.#wanted.unshift(request)
      else request.resolve(taken)
      await scrollSettled()
    }
    this.#idle.push(video)
  }

  /** `slow`: the clip did not load in time. A busy machine is no reason to show no picture, so it comes after the others, with more time. */
  async #take(video: HTMLVideoElement, src: string): Promise<ImageBitmap | 'slow' | undefined> {
    const known = this.#kept.get(src)
    if (known !== undefined) return known
    const tries = this.#slow.get(src) ?? 0
    try {
      const bitmap = await captureFrame(video, src, TIMEOUT_MS * 2 ** tries)
      this.#keep(src, bitmap)
      return bitmap
    } catch (error) {
      this.#slow.set(src, tries + 1)
      if (error instanceof SlowClip && tries < MAX_SLOW_TRIES) return 'slow'
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

/** The position of the picture in the clip. Not 0, because many clips begin with black. */
const WANTED_SECONDS = 0.6

/** Width in pixels; enough for a tile on a dense screen. */
const POSTER_WIDTH = 400

/** Time limit of loading a clip, so that it does not delay the others. It doubles with each try. */
const TIMEOUT_MS = 15_000
const MAX_SLOW_TRIES = 5

class SlowClip extends Error {}

/**
 * Makes a picture of a clip with the browser's decoder, so that the report needs no picture files. The page can draw the picture but not read its
 * pixels, because a page from disk may not read other files.
 *
 * @throws {SlowClip} the clip did not load in time
 * @throws {Error} the file cannot be played
 */
async function captureFrame(video: HTMLVideoElement, src: string, timeoutMs: number): Promise<ImageBitmap> {
  video.muted = true
  video.preload = 'auto'
  try {
    video.src = src
    await waitForEvent(video, 'loadeddata', timeoutMs)
    const target = Math.min(WANTED_SECONDS, (Number.isFinite(video.duration) ? video.duration : 0) / 3)
    if (target > 0) {
      video.currentTime = target
      await waitForEvent(video, 'seeked', timeoutMs)
    }
    const width = Math.min(POSTER_WIDTH, video.videoWidth)
    return await createImageBitmap(video, { resizeWidth: width, resizeQuality: 'medium' })
  } finally {
    // Releases the file and the decoder; a page has only a few decoders.
    video.removeAttribute('src')
    video.load()
  }
}

function waitForEvent(video: HTMLVideoElement, event: 'loadeddata' | 'seeked', timeoutMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const end = new AbortController()
  const timer = setTimeout(() => reject(new SlowClip('the clip did not load in time')), timeoutMs)
  video.addEventListener(event, () => resolve(), { signal: end.signal })
  video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'the clip cannot be played')), { signal: end.signal })
  return promise.finally(() => {
    clearTimeout(timer)
    end.abort()
  })
}

/** Pixels between two scroll events that count as fast scrolling. */
const FAST_PX = 60
/** Time after the last fast scroll event at which the scrolling counts as ended. */
const SETTLE_MS = 120

let fastUntil = 0

/** Records that the page was scrolled. */
export function noteScroll(movedPx: number): void {
  if (Math.abs(movedPx) > FAST_PX) fastUntil = performance.now() + SETTLE_MS
}

/** Resolves when fast scrolling has ended: making pictures during it would make the page stutter. */
async function scrollSettled(): Promise<void> {
  for (let left = fastUntil - performance.now(); left > 0; left = fastUntil - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, left))
  }
}
