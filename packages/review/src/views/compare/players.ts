import { signal } from '@preact/signals'

/** The greatest difference between players before they are synchronised: about two frames. */
const APART_SECONDS = 0.08

/** Plays several clips in step: one leads, the others are synchronised with it. */
export class SyncPlayers {
  readonly #videos: () => readonly HTMLVideoElement[]
  readonly #onTime: (seconds: number, length: number) => void
  #frame = 0

  constructor(videos: () => readonly HTMLVideoElement[], onTime: (seconds: number, length: number) => void) {
    this.#videos = videos
    this.#onTime = onTime
  }

  play(): void {
    const { at, length } = this.#place()
    if (at >= length - 0.05) this.seek(0)
    for (const video of this.#videos()) if (!video.ended) void video.play().catch(() => undefined)
    this.#follow()
  }

  pause(): void {
    cancelAnimationFrame(this.#frame)
    for (const video of this.#videos()) video.pause()
    const { at } = this.#place()
    for (const video of this.#videos()) if (Math.abs(video.currentTime - at) > 0.001) video.currentTime = at
  }

  seek(seconds: number): void {
    for (const video of this.#videos()) video.currentTime = Math.min(seconds, video.duration || seconds)
    this.#tell()
  }

  setRate(rate: number): void {
    for (const video of this.#videos()) video.playbackRate = rate
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
  }

  #follow(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => {
      const { at, length, leader } = this.#place()
      for (const video of this.#videos()) {
        if (video !== leader && !video.ended && Math.abs(video.currentTime - at) > APART_SECONDS && at < video.duration)
          video.currentTime = at
      }
      this.#tell()
      // When the longest has ended, all start again together.
      if (at >= length - 0.02 || leader?.ended === true) {
        this.seek(0)
        for (const video of this.#videos()) void video.play().catch(() => undefined)
      }
      this.#follow()
    })
  }

  /** The longest clip leads, because it ends last. */
  #place(): { at: number; length: number; leader: HTMLVideoElement | undefined } {
    const leader = this.#videos().reduce<HTMLVideoElement | undefined>(
      (longest, video) => ((video.duration || 0) > (longest?.duration || 0) ? video : (longest ?? video)),
      undefined,
    )
    return { at: leader?.currentTime ?? 0, length: leader?.duration || 0, leader }
  }

  #tell(): void {
    const { at, length } = this.#place()
    this.#onTime(at, length)
  }
}

/** The controls for keys; absent without an open comparison. */
export const transport = signal<{ toggle(): void; step(seconds: number): void } | undefined>(undefined)
