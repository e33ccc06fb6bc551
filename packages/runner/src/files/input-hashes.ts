import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { InputError } from '../errors/input-errors.ts'
import { hashFile } from '../store/durable/plain-files.ts'
import type { Inputs } from '../store/journal/uploads.ts'

/** Keeps hashes for the next run: the journal, or nothing for a verb that only reads. */
export type HashMemory = {
  readonly inputs: Pick<Inputs, 'find' | 'save'>
  write(apply: () => void): Promise<void>
}

/** The hashes of input files. */
export type FileHashes = {
  /**
   * SHA-256 (hex) of a file, by its path relative to the manifest's folder.
   *
   * @throws {InputError} if it cannot be read
   */
  hash(path: string): Promise<string>
}

/**
 * Hashes input files, each once per run. Uses an earlier hash if size and modification time are the same.
 */
export class InputHashes implements FileHashes {
  readonly #root: string
  readonly #journal: HashMemory
  readonly #hashes = new Map<string, Promise<string>>()

  /** @param root the folder that paths are relative to */
  constructor(root: string, journal: HashMemory) {
    this.#root = root
    this.#journal = journal
  }

  hash(path: string): Promise<string> {
    const known = this.#hashes.get(path)
    if (known !== undefined) return known
    const hash = this.#compute(path)
    this.#hashes.set(path, hash)
    return hash
  }

  async #compute(path: string): Promise<string> {
    const file = resolve(this.#root, path)
    try {
      const { size: bytes, mtimeMs: modifiedMs } = await stat(file)
      const facts = { path, bytes, modifiedMs }
      const found = this.#journal.inputs.find(facts)
      if (found !== undefined) return found
      const sha256 = await hashFile(file)
      await this.#journal.write(() => this.#journal.inputs.save(facts, sha256))
      return sha256
    } catch (error) {
      throw new InputError(path, error)
    }
  }
}
