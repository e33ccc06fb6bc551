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
export async function captureFrame(video: HTMLVideoElement, src: string): Promise<ImageBitmap> {
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
