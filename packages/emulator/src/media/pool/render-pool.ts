import { MediaError } from '../media-error.ts'
import type { RenderJob } from '../render/render-job.ts'
import { RenderThread } from './render-thread.ts'

/**
 * A thread is replaced once it has drawn so many pixels: drawing surfaces live outside of its heap, where the collector does not see how
 * large they are, and are given back for sure with the thread. (Some 35 clips at 720p.)
 */
const pixelsPerThread = 32e6

/** A thread takes about as long to start as to draw so many pixels (some 12 clips at 540p): where less waits, another would only be late. */
const pixelsWorthThread = 6e6

type Waiting = { readonly job: RenderJob; readonly resolve: (file: Uint8Array) => void; readonly reject: (error: unknown) => void }

/** Worker threads that make files, started when enough waits for them. Jobs beyond their number wait in line. */
export class RenderPool {
  readonly #size: number
  readonly #idle: RenderThread[] = []
  readonly #busy = new Set<RenderThread>()
  readonly #line: Waiting[] = []
  #pixelsInLine = 0
  #closed = false

  constructor(size: number) {
    this.#size = size
  }

  /** @throws {MediaError} when the file cannot be made, or the pool is closed before it is. */
  run(job: RenderJob): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#line.push({ job, resolve, reject })
      this.#pixelsInLine += pixelsOf(job)
      this.#next()
    })
  }

  /** Ends all threads; what waits or is under way rejects. */
  async close(): Promise<void> {
    this.#closed = true
    this.#next()
    await Promise.all([...this.#idle, ...this.#busy].map((thread) => thread.end()))
  }

  #next(): void {
    if (this.#closed) {
      for (const { reject } of this.#line.splice(0)) reject(new MediaError('the drawing of files was closed'))
      return
    }
    while (this.#line.length > 0 && this.#busy.size < this.#size) {
      const thread = this.#idle.pop() ?? this.#newThread()
      const waiting = thread === undefined ? undefined : this.#line.shift()
      if (thread === undefined || waiting === undefined) return
      this.#pixelsInLine -= pixelsOf(waiting.job)
      void this.#work(thread, waiting)
    }
  }

  /** A thread, where there is none yet or it can be of use. */
  #newThread(): RenderThread | undefined {
    const isWanted = this.#busy.size === 0 || this.#pixelsInLine > pixelsWorthThread
    return isWanted ? new RenderThread() : undefined
  }

  async #work(thread: RenderThread, { job, resolve, reject }: Waiting): Promise<void> {
    this.#busy.add(thread)
    let healthy = true
    try {
      resolve(await thread.run(job))
    } catch (error) {
      healthy = false
      reject(error)
    }
    this.#busy.delete(thread)
    if (healthy && thread.pixels < pixelsPerThread && !this.#closed) this.#idle.push(thread)
    else await thread.end()
    this.#next()
  }
}

function pixelsOf({ spec }: RenderJob): number {
  return spec.width * spec.height
}
