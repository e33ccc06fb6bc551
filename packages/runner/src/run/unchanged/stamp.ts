import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ShownPlan } from '../../plan/shown-plan.ts'
import { readPlainFile } from '../../store/durable/plain-files.ts'
import type { StateFolder } from '../../store/state-folder.ts'

/** The size of a file and the time of its last change; null if there was none. */
export type FileFacts = { readonly bytes: number; readonly modifiedMs: number } | null

/** What a plan was made from. All paths are absolute. */
export type PlanSources = {
  /** Version of Shotlist that made it. */
  readonly version: string
  /** SHA-256 (hex) of files that were read, by path: the manifest and its tables. */
  readonly contents: Readonly<Record<string, string>>
  /** Facts of the other files, by path: those that jobs upload, and the providers' documents. */
  readonly files: Readonly<Record<string, FileFacts>>
  /** Names of the environment variables that expressions may read, and SHA-256 (hex) of their values. */
  readonly env: { readonly names: readonly string[]; readonly sha256: string }
}

/** The file of an instance: its path relative to the manifest's folder, and its facts at the last check. */
type StampedFile = { readonly path: string; readonly sha256: string; readonly bytes: number; readonly modifiedMs: number }

/** Proof that everything in a manifest is up to date, as long as nothing that the stamp names has changed. */
export type Stamp = {
  readonly format: 1
  readonly sources: PlanSources
  /** SHA-256 (hex) of the lockfile. */
  readonly lockfile: string
  readonly plan: ShownPlan
  /** One for each instance of the plan, in its order, with the other files of its task; null if the operation makes no file. */
  readonly files: readonly ((StampedFile & { readonly others?: readonly StampedFile[] }) | null)[]
}

/** SHA-256 (hex) of the values of some variables. The values themselves are not written anywhere. */
export function environmentHash(names: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  const values = names.map((name) => [name, Object.hasOwn(env, name) ? env[name] : null])
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}

/** Size and time of the last change; null if there is no file, or access is denied. */
export function factsOf(path: string): FileFacts {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? null : { bytes: found.size, modifiedMs: found.mtimeMs }
  } catch {
    return null
  }
}

/** Whether a file has the same size and time of change in both. */
export function isSame(a: FileFacts, b: FileFacts): boolean {
  return a === null || b === null ? a === b : a.bytes === b.bytes && a.modifiedMs === b.modifiedMs
}

/**
 * The stamps of a state folder, one for each manifest. They are trusted only if the size and the time of the journal are as the last run left
 * them: any other write to the journal invalidates all stamps. Only the holder of the state folder may use this, while the journal is closed.
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

  /** Whether the journal is unchanged since `keep` or `trust`. */
  isTrusted(): boolean {
    const kept = read<FileFacts>(this.#journalFacts)
    return kept !== undefined && kept !== null && isSame(kept, this.#journalNow())
  }

  /** The stamp of the manifest. It is valid only if the folder is trusted. */
  stamp(): Stamp | undefined {
    return read<Stamp>(join(this.#folder, this.#name))
  }

  /**
   * Replaces the stamp of the manifest, or removes it if `stamp` is undefined. The stamps of other manifests stay valid, because this run
   * wrote only about its own jobs.
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

  /** Keeps the stamps valid after a write that changed no job. */
  trust(): void {
    this.#orForget(() => write(this.#journalFacts, this.#journalNow()))
  }

  /** If a stamp cannot be written, none is left. The run does not fail, because stamps only save time later. */
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

  /** Null while the write-ahead log is not empty: the file does not have those writes yet, and its size and time prove nothing. */
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

/** Not flushed: a stamp that is lost or torn in a power cut costs only one full run. */
function write(path: string, content: Stamp | FileFacts): void {
  rmSync(`${path}.new`, { force: true })
  writeFileSync(`${path}.new`, JSON.stringify(content), { flag: 'wx' })
  renameSync(`${path}.new`, path)
}
