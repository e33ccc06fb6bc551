import pLimit from 'p-limit'
import type { SharedStore } from '../../files/artifacts/artifact-store.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { LockEntry } from '../../store/lockfile.ts'
import { pathBelow } from '../../store/outputs/output-path.ts'
import { lockedEntry } from '../prepare/lock-entry.ts'
import type { Emit } from '../run-event.ts'

/** What the work comes to; or the signal's reason, as soon as it aborts: the work is left to itself then. */
export function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** Artifacts on their way to the shared store at once: more only share the same line. */
const UPLOADS_IN_FLIGHT = 4

type Options = { readonly journal: Journal; readonly emit: Emit; readonly outputDir: string }

/**
 * Brings finished files, and what a lockfile would say of them, to the store that machines share, beside the run. That it cannot is a warning
 * and no failure: the files are here, and the next run tries again.
 */
export class ArtifactSharing {
  readonly #shared: SharedStore
  readonly #options: Options
  readonly #known: Set<string>
  readonly #limit = pLimit(UPLOADS_IN_FLIGHT)
  readonly #underWay: Promise<void>[] = []
  #failures = 0
  /** Nothing more is written down or said: the journal is closed. */
  #isOver = false

  constructor(shared: SharedStore, options: Options) {
    this.#shared = shared
    this.#options = options
    this.#known = options.journal.sharedArtifacts.of(shared.name)
  }

  /** Shares a finished job's file and record, unless the store has them. */
  add(job: string): void {
    const entry = lockedEntry(this.#options.journal, job)
    if (entry === undefined || this.#known.has(entry.fingerprint)) return
    this.#known.add(entry.fingerprint)
    this.#underWay.push(this.#limit(() => this.#share(entry)))
  }

  /** Resolves when everything is shared, or could not be, or the run was stopped: the next run shares the rest. */
  async settled(stopped: AbortSignal): Promise<void> {
    await untilStopped(Promise.all(this.#underWay), stopped).catch(() => undefined)
    this.#isOver = true
  }

  async #share(entry: LockEntry): Promise<void> {
    if (this.#isOver) return
    const { journal, emit, outputDir } = this.#options
    const { sha256, output, fingerprint } = entry
    try {
      // The file first: a record must not promise what is not there.
      if (sha256 !== undefined && output !== undefined) {
        const path = pathBelow(outputDir, output)
        if (path === undefined) throw new Error(`${output} lies outside the output folder`)
        await this.#shared.store.put(sha256, path)
      }
      await this.#shared.renders.keep(entry)
      if (this.#isOver) return
      await journal.write(() => journal.sharedArtifacts.add(this.#shared.name, fingerprint))
    } catch (error) {
      if (this.#isOver) return
      this.#failures += 1
      // One line is enough for a store that is down: it would be the same for every file.
      if (this.#failures > 1) return
      const message = error instanceof Error ? error.message : String(error)
      emit({ event: 'run.warning', code: 'not-shared', message: `not kept in the shared artifact store: ${message}` })
    }
  }
}
