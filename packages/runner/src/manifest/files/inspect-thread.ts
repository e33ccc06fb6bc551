import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'

/** What a thread is asked: whether a file is what it should be, or only how long it lasts. */
export type Inspection = {
  readonly path: string
  readonly kind: 'video' | 'image' | 'audio' | 'length'
  readonly content?: Uint8Array | undefined
}

/** What a thread answers; lengths are pixels and seconds. */
export type Inspected =
  | { readonly facts: { readonly width?: number; readonly height?: number; readonly seconds?: number } }
  | { readonly problem: string; readonly isContent: boolean }

/** How long one file may take, from when the thread begins with it. A sound one takes milliseconds. */
const LIMIT_MS = 45_000

/** A thread that holds more has met a file that asks for it. */
const MEGABYTES = 512

/** The worker is TypeScript in the sources, and JavaScript beside this in the bundle. */
const isSource = extname(fileURLToPath(import.meta.url)) === '.ts'
const program = new URL(isSource ? '../../files/inspect-worker.ts' : './inspect-worker.js', import.meta.url)

/** One file at a time: the thread is started with the first and used for all of them. */
const inLine = pLimit(1)
let thread: InspectThread | undefined

/**
 * Inspects a file on a thread of its own, which is ended when it takes too long: a container with one wrong number can keep its reader busy
 * for hours, and on the thread of the run nothing else would be heard meanwhile.
 */
export function inspectOnThread(asked: Inspection, limitMs = LIMIT_MS): Promise<Inspected> {
  return inLine(() => {
    if (thread === undefined || thread.hasEnded) thread = new InspectThread()
    return thread.ask(asked, limitMs)
  })
}

/** A worker thread that inspects one file at a time. It keeps the process alive only while it does. */
class InspectThread {
  readonly #worker: Worker
  #settle: ((answer: Inspected) => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #limitMs = LIMIT_MS
  hasEnded = false

  constructor() {
    // Options of the process, such as --input-type or --inspect, are not for its threads.
    this.#worker = new Worker(program, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEGABYTES } })
    // These listeners stay: a worker whose listeners are all removed hears no message any more.
    this.#worker.on('message', (message: 'begun' | Inspected) => {
      if (message === 'begun') this.#startTimer()
      else this.#end(message)
    })
    this.#worker.on('error', (error) => this.#fail(error.message))
    this.#worker.on('exit', () => this.#fail('its thread ended'))
  }

  ask(asked: Inspection, limitMs: number): Promise<Inspected> {
    this.#limitMs = limitMs
    this.#worker.ref()
    return new Promise((resolve) => {
      this.#settle = resolve
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage(asked)
    })
  }

  #startTimer(): void {
    this.#timer = setTimeout(() => this.#fail(`it takes more than ${this.#limitMs / 1000} s`), this.#limitMs)
  }

  #fail(why: string): void {
    this.hasEnded = true
    void this.#worker.terminate()
    this.#end({ problem: `could not be inspected: ${why}`, isContent: false })
  }

  #end(answer: Inspected): void {
    clearTimeout(this.#timer)
    this.#worker.unref()
    this.#settle?.(answer)
    this.#settle = undefined
  }
}
