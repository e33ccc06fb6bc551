import pLimit from 'p-limit'
import type { SharedStore } from '../../files/artifacts/artifact-store.ts'
import type { Journal } from '../../store/journal/journal.ts'
import { type LockEntry, lockedFiles } from '../../store/lockfile.ts'
import { pathBelow } from '../../store/outputs/output-path.ts'
import { entryFromJournal } from '../lockfile/lock-entry.ts'
import type { Emit } from '../run-event.ts'

/** Returns what the work returns. Rejects with the signal's reason if it aborts first; the work is not cancelled. */
export function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** Parallel uploads to the shared store. More do not help, because they share the bandwidth. */
const UPLOADS_IN_FLIGHT = 4

type Options = { readonly journal: Journal; readonly emit: Emit; readonly outputDir: string }

/**
 * Uploads finished files and their lockfile entries to the shared artifact store, in parallel with the run. An error is a warning, not a
 * failure, because the files are on this machine and the next run tries again.
 */
export class ArtifactSharing {
  readonly #shared: SharedStore
  readonly #options: Options
  readonly #known: Set<string>
  readonly #limit = pLimit(UPLOADS_IN_FLIGHT)
  readonly #uploads: Promise<void>[] = []
  #failures = 0
  /** The journal may be closed, so nothing more is recorded or reported. */
  #isOver = false

  constructor(shared: SharedStore, options: Options) {
    this.#shared = shared
    this.#options = options
    this.#known = options.journal.sharedArtifacts.of(shared.name)
  }

  /** Shares a finished job's file and record, unless the store has them. */
  add(job: string): void {
    const entry = entryFromJournal(this.#options.journal, job)
    if (entry === undefined || this.#known.has(entry.fingerprint)) return
    this.#known.add(entry.fingerprint)
    this.#uploads.push(this.#limit(() => this.#share(entry)))
  }

  /** Resolves when all uploads have ended, with or without an error, or the run is stopped. The next run shares the rest. */
  async settled(stopped: AbortSignal): Promise<void> {
    await untilStopped(Promise.all(this.#uploads), stopped).catch(() => undefined)
    this.#isOver = true
  }

  async #share(entry: LockEntry): Promise<void> {
    if (this.#isOver) return
    const { journal, emit, outputDir } = this.#options
    const { fingerprint } = entry
    try {
      // The files come first, because a record must not name a missing file.
      for (const { sha256, output } of lockedFiles(entry)) {
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
      // Only the first error is reported: if the store is down, all files fail with the same one.
      if (this.#failures > 1) return
      const message = error instanceof Error ? error.message : String(error)
      emit({ event: 'run.warning', code: 'not-shared', message: `not kept in the shared artifact store: ${message}` })
    }
  }
}
