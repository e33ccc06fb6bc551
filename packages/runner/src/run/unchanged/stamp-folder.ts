import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readPlainFile } from '../../store/durable/plain-file.ts'
import type { StateFolder } from '../../store/state-folder.ts'
import { factsOf, isSame } from './file-facts.ts'
import type { FileFacts, Stamp } from './stamp.ts'

/**
 * Where stamps lie, one for each manifest of a state folder; and whether they may be believed: the journal must be, to the byte and the
 * instant of its last change, as the last run left it. Whatever else writes to the journal ends all stamps. To be used by the holder of the
 * state folder, while the journal is closed.
 */
export class StampFolder {
  readonly #folder: string
  readonly #journal: string
  readonly #name: string

  constructor(state: StateFolder, manifestPath: string) {
    this.#folder = join(state.path, 'unchanged')
    this.#journal = state.journal
    this.#name = `${basename(manifestPath)}.json`
  }

  /** Whether nobody wrote to the journal since `keep`. */
  isTrusted(): boolean {
    const kept = read<FileFacts>(this.#journalFacts)
    return kept !== undefined && kept !== null && isSame(kept, this.#journalNow())
  }

  /** The stamp of the manifest, which is worth something only where the folder is trusted. */
  stamp(): Stamp | undefined {
    return read<Stamp>(join(this.#folder, this.#name))
  }

  /**
   * Puts the stamp in the place of the one before; without one, none is left. Those of other manifests stay as good as they were: this run
   * wrote of its own jobs only.
   *
   * @param wasTrusted whether the folder was trusted before the run
   */
  keep(stamp: Stamp | undefined, { wasTrusted }: { readonly wasTrusted: boolean }): void {
    this.#orForget(() => {
      if (!wasTrusted) rmSync(this.#folder, { recursive: true, force: true })
      mkdirSync(this.#folder, { recursive: true })
      if (stamp === undefined) rmSync(join(this.#folder, this.#name), { recursive: true, force: true })
      else write(join(this.#folder, this.#name), stamp)
      write(this.#journalFacts, this.#journalNow())
    })
  }

  /** Says that what the journal holds now is known. */
  trust(): void {
    this.#orForget(() => write(this.#journalFacts, this.#journalNow()))
  }

  /** Stamps spare a later run a full look: where one cannot be written, none is left, and the run that is over is no worse for it. */
  #orForget(keep: () => void): void {
    try {
      keep()
    } catch {
      rmSync(this.#journalFacts, { recursive: true, force: true })
    }
  }

  get #journalFacts(): string {
    return join(this.#folder, 'journal.facts')
  }

  /** What is still in the log beside the journal is not in its file yet, and says nothing of its time. */
  #journalNow(): FileFacts {
    const log = factsOf(`${this.#journal}-wal`)
    return log === null || log.bytes === 0 ? factsOf(this.#journal) : null
  }
}

function read<T>(path: string): T | undefined {
  try {
    return JSON.parse(readPlainFile(path).toString('utf8')) as T
  } catch {
    return undefined
  }
}

/** Not flushed: a stamp that a power cut took or tore is no stamp, and costs one full look. */
function write(path: string, content: Stamp | FileFacts): void {
  rmSync(`${path}.new`, { force: true })
  writeFileSync(`${path}.new`, JSON.stringify(content), { flag: 'wx' })
  renameSync(`${path}.new`, path)
}
