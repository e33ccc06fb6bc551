import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ShownPlan } from '../../plan/shown-plan.ts'
import { readPlainFile } from '../../store/durable/plain-files.ts'
import type { StateFolder } from '../../store/state-folder.ts'

/** A file as it was found: its size and the time of its last change; null where there was none. */
export type FileFacts = { readonly bytes: number; readonly modifiedMs: number } | null

/** What a plan was made from. All paths are absolute. */
export type PlanSources = {
  /** Version of Shotlist that made it. */
  readonly version: string
  /** SHA-256 (hex) of files that were read, by path: the manifest and its tables. */
  readonly contents: Readonly<Record<string, string>>
  /** Files that were looked at: those that jobs upload, and the providers' documents. */
  readonly files: Readonly<Record<string, FileFacts>>
  /** Names of the environment variables that expressions may read, and SHA-256 (hex) of their values. */
  readonly env: { readonly names: readonly string[]; readonly sha256: string }
}

/** The file of an instance: its path relative to the manifest's folder, and what it was when it was last checked. */
export type StampedFile = { readonly path: string; readonly sha256: string; readonly bytes: number; readonly modifiedMs: number }

/** Proof that everything of a manifest is up to date, for as long as nothing it names has changed. */
export type Stamp = {
  readonly format: 1
  readonly sources: PlanSources
  /** SHA-256 (hex) of the lockfile. */
  readonly lockfile: string
  readonly plan: ShownPlan
  /** One for each instance of the plan, in its order; null where the operation makes no file. */
  readonly files: readonly (StampedFile | null)[]
}

/** SHA-256 (hex) of the values of some variables: what they hold is not written anywhere. */
export function environmentHash(names: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  const values = names.map((name) => [name, Object.hasOwn(env, name) ? env[name] : null])
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}

/** Size and time of the last change; null where there is no file, or none that may be looked at. */
export function factsOf(path: string): FileFacts {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? null : { bytes: found.size, modifiedMs: found.mtimeMs }
  } catch {
    return null
  }
}

/** Whether two looks at a file found the same. */
export function isSame(a: FileFacts, b: FileFacts): boolean {
  return a === null || b === null ? a === b : a.bytes === b.bytes && a.modifiedMs === b.modifiedMs
}

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
