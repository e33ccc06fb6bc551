import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'

/** A request to the thread: whether a file has the right kind of content, or only how long it lasts. */
export type Inspection = {
  readonly path: string
  readonly kind: 'video' | 'image' | 'audio' | 'length'
  readonly content?: Uint8Array | undefined
}

/** The result of an inspection: sizes in pixels and the length in seconds, or a problem. */
export type Inspected =
  | { readonly facts: { readonly width?: number; readonly height?: number; readonly seconds?: number } }
  | { readonly problem: string; readonly isContent: boolean }

/** The time limit for one file, from the moment at which the thread begins with it. A valid file takes milliseconds. */
const LIMIT_MS = 45_000

/** The memory limit of the thread. Only a broken file makes its reader need more. */
const MEGABYTES = 512

/** The worker is a TypeScript file in the sources, and a JavaScript file beside this one in the bundle. */
const isSource = extname(fileURLToPath(import.meta.url)) === '.ts'
const program = new URL(isSource ? '../../files/inspect-worker.ts' : './inspect-worker.js', import.meta.url)

/** Inspects one file at a time. The thread starts with the first file and serves all others. */
const inLine = pLimit(1)
let thread: InspectThread | undefined

/**
 * Inspects a file on a thread of its own, which is ended if the file takes too long. A container with one wrong number can keep its reader
 * busy for hours, and on the main thread it would block the whole run.
 */
export function inspectOnThread(asked: Inspection, limitMs = LIMIT_MS): Promise<Inspected> {
  return inLine(() => {
    if (thread === undefined || thread.hasEnded) thread = new InspectThread()
    return thread.ask(asked, limitMs)
  })
}

/** A worker thread that inspects one file at a time. It keeps the process alive only during an inspection. */
class InspectThread {
  readonly #worker: Worker
  #settle: ((inspected: Inspected) => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #limitMs = LIMIT_MS
  hasEnded = false

  constructor() {
    // The thread must not inherit options of the process, such as --input-type or --inspect.
    this.#worker = new Worker(program, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEGABYTES } })
    // These listeners stay: a worker receives no messages after all its listeners were removed once.
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

  #end(inspected: Inspected): void {
    clearTimeout(this.#timer)
    this.#worker.unref()
    this.#settle?.(inspected)
    this.#settle = undefined
  }
}
