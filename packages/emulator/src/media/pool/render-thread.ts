import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { MediaError } from '../media-error.ts'
import type { RenderJob } from '../render/render-job.ts'
import type { RenderAnswer } from './render-answer.ts'

/** The worker is TypeScript beside the sources and JavaScript beside what is built of them. */
const program = new URL(`./render-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url)

/** Small, so that the collector comes by often: it is what lets go of the pixels, of which the heap sees only handles. */
const youngMegabytes = 4

type Settle = { readonly resolve: (file: Uint8Array) => void; readonly reject: (error: MediaError) => void }

/** A worker thread that makes one file at a time. It keeps the process alive only while it does. */
export class RenderThread {
  // Options of the process, such as --input-type or --inspect, are not for its threads.
  readonly #worker = new Worker(program, { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes } })
  #pixels = 0
  #settle: Settle | undefined

  constructor() {
    this.#worker.unref()
    this.#worker.on('message', (answer: RenderAnswer) => {
      if ('file' in answer) this.#end((settle) => settle.resolve(answer.file))
      else this.#fail(answer.problem)
    })
    this.#worker.on('error', (error) => this.#fail(error.message))
    this.#worker.on('exit', () => this.#fail('the drawing thread ended'))
  }

  /** How many pixels it was given to draw. */
  get pixels(): number {
    return this.#pixels
  }

  /** @throws {MediaError} when the file cannot be made, or the thread ends before. */
  run(job: RenderJob): Promise<Uint8Array> {
    this.#pixels += job.spec.width * job.spec.height
    this.#worker.ref()
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
    const settle = this.#settle
    this.#settle = undefined
    this.#worker.unref()
    if (settle !== undefined) settleWith(settle)
  }
}
