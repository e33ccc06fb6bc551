import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { RenderJob } from './render-job.ts'
import type { RenderResult } from './render-worker.ts'

/** A file could not be made, or the maker was closed before it was made. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
}

/** The worker: TypeScript in the sources, JavaScript in the build. */
const program = new URL(`./render-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url)

/** Small, so that garbage collection runs often: only it frees the pixels, which the heap does not count. */
const YOUNG_MEGABYTES = 4
/** A thread that needs more has a malicious or broken source. */
const OLD_MEGABYTES = 512

/** Time limit of an extension, which reads a foreign file. A long one takes seconds. */
const LONGEST_MS = 60_000

type Settle = { readonly resolve: (file: Uint8Array) => void; readonly reject: (error: MediaError) => void }

/** A worker thread that makes one file at a time. It keeps the process alive only while it works. */
class RenderThread {
  readonly #worker: Worker
  #pixels = 0
  #settle: Settle | undefined
  #timer: NodeJS.Timeout | undefined

  constructor() {
    this.#worker = new Worker(program, {
      // Options of the process, such as --input-type or --inspect, do not apply to its threads.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES, maxOldGenerationSizeMb: OLD_MEGABYTES },
    })
    this.#worker.unref()
    this.#worker.on('message', (result: RenderResult) => {
      if ('file' in result) this.#end((settle) => settle.resolve(result.file))
      else this.#fail(result.problem)
    })
    this.#worker.on('error', (error) => this.#fail(error.message))
    this.#worker.on('exit', () => this.#fail('the drawing thread ended'))
  }

  /** The number of pixels drawn so far. */
  get pixels(): number {
    return this.#pixels
  }

  /** @throws {MediaError} if the file cannot be made, takes too long, or the thread ends first. */
  run(job: RenderJob, limitMs: number): Promise<Uint8Array> {
    this.#pixels += job.spec.width * job.spec.height
    this.#worker.ref()
    if (job.kind === 'extend') this.#timer = setTimeout(() => this.#fail(`it takes more than ${limitMs / 1000} s`), limitMs)
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage(job)
    })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(problem: string): void {
    this.#end((settle) => settle.reject(new MediaError(`a file could not be drawn: ${problem}`)))
  }

  #end(settleWith: (settle: Settle) => void): void {
    clearTimeout(this.#timer)
    const settle = this.#settle
    this.#settle = undefined
    this.#worker.unref()
    if (settle !== undefined) settleWith(settle)
  }
}

/**
 * A thread is replaced after it has drawn this many pixels (about 35 clips at 720p): drawing surfaces live outside its heap, where garbage
 * collection does not see their size, and are freed reliably only with the thread.
 */
const PIXELS_PER_THREAD = 32e6

/**
 * Starting a thread takes as long as drawing this many pixels (about 12 clips at 540p). If fewer are queued, a new thread would come too
 * late.
 */
const PIXELS_FOR_NEW_THREAD = 6e6

type Waiting = { readonly job: RenderJob; readonly resolve: (file: Uint8Array) => void; readonly reject: (error: unknown) => void }

/** Worker threads that make files. A thread starts when enough is queued for it; other jobs wait in a queue. */
export class RenderPool {
  readonly #size: number
  readonly #limitMs: number
  readonly #idle: RenderThread[] = []
  readonly #busy = new Set<RenderThread>()
  readonly #queue: Waiting[] = []
  #queuedPixels = 0
  #closed = false

  constructor(size: number, limitMs = LONGEST_MS) {
    this.#size = size
    this.#limitMs = limitMs
  }

  /** @throws {MediaError} if the file cannot be made, or the pool is closed before it is made. */
  run(job: RenderJob): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject })
      this.#queuedPixels += pixelsOf(job)
      this.#next()
    })
  }

  /** Ends all threads. Queued and running jobs reject. */
  async close(): Promise<void> {
    this.#closed = true
    this.#next()
    await Promise.all([...this.#idle, ...this.#busy].map((thread) => thread.end()))
  }

  #next(): void {
    if (this.#closed) {
      for (const { reject } of this.#queue.splice(0)) reject(new MediaError('the media maker was closed'))
      return
    }
    while (this.#queue.length > 0 && this.#busy.size < this.#size) {
      const thread = this.#idle.pop() ?? this.#newThread()
      const waiting = thread === undefined ? undefined : this.#queue.shift()
      if (thread === undefined || waiting === undefined) return
      this.#queuedPixels -= pixelsOf(waiting.job)
      void this.#work(thread, waiting)
    }
  }

  /** Starts a thread if there is none yet or enough is queued for it. */
  #newThread(): RenderThread | undefined {
    const isWanted = this.#busy.size === 0 || this.#queuedPixels > PIXELS_FOR_NEW_THREAD
    return isWanted ? new RenderThread() : undefined
  }

  async #work(thread: RenderThread, { job, resolve, reject }: Waiting): Promise<void> {
    this.#busy.add(thread)
    let healthy = true
    try {
      resolve(await thread.run(job, this.#limitMs))
    } catch (error) {
      healthy = false
      reject(error)
    }
    this.#busy.delete(thread)
    if (healthy && thread.pixels < PIXELS_PER_THREAD && !this.#closed) this.#idle.push(thread)
    else await thread.end()
    this.#next()
  }
}

function pixelsOf({ spec }: RenderJob): number {
  return spec.width * spec.height
}
