import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { RenderJob } from './render-job.ts'
import type { RenderResult } from './render-worker.ts'

/** A file could not be made, or the maker was closed before it was. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
}

/** The worker is TypeScript beside the sources and JavaScript beside what is built of them. */
const program = new URL(`./render-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url)

/** Small, so that the collector comes by often: it is what lets go of the pixels, of which the heap sees only handles. */
const YOUNG_MEGABYTES = 4
/** A thread that holds more has met a source that asks for it. */
const OLD_MEGABYTES = 512

/** How long an extension may take, which reads a file that is not its own. A long one takes seconds. */
const LONGEST_MS = 60_000

type Settle = { readonly resolve: (file: Uint8Array) => void; readonly reject: (error: MediaError) => void }

/** A worker thread that makes one file at a time. It keeps the process alive only while it does. */
class RenderThread {
  readonly #worker: Worker
  #pixels = 0
  #settle: Settle | undefined
  #timer: NodeJS.Timeout | undefined

  constructor() {
    this.#worker = new Worker(program, {
      // Options of the process, such as --input-type or --inspect, are not for its threads.
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

  /** How many pixels it was given to draw. */
  get pixels(): number {
    return this.#pixels
  }

  /** @throws {MediaError} when the file cannot be made, not in its time, or the thread ends before. */
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
 * A thread is replaced once it has drawn so many pixels: drawing surfaces live outside of its heap, where the collector does not see how
 * large they are, and are given back for sure with the thread. (Some 35 clips at 720p.)
 */
const PIXELS_PER_THREAD = 32e6

/** A thread takes about as long to start as to draw so many pixels (some 12 clips at 540p): where less waits, another would only be late. */
const PIXELS_WORTH_THREAD = 6e6

type Waiting = { readonly job: RenderJob; readonly resolve: (file: Uint8Array) => void; readonly reject: (error: unknown) => void }

/** Worker threads that make files, started when enough waits for them. Jobs beyond their number wait in line. */
export class RenderPool {
  readonly #size: number
  readonly #limitMs: number
  readonly #idle: RenderThread[] = []
  readonly #busy = new Set<RenderThread>()
  readonly #line: Waiting[] = []
  #pixelsInLine = 0
  #closed = false

  constructor(size: number, limitMs = LONGEST_MS) {
    this.#size = size
    this.#limitMs = limitMs
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
    const isWanted = this.#busy.size === 0 || this.#pixelsInLine > PIXELS_WORTH_THREAD
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
