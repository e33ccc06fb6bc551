import { appendFileSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../responses/json.ts'
import { parseExact, stringifyExact } from '../responses/json.ts'
import { ScenarioError } from '../scenario/scenario-error.ts'
import type { Submission } from '../tasks/replays.ts'
import type { Upload } from '../tasks/uploads.ts'

/** One event to remember. `nextId`: the next id to use. */
export type MemoryRecord = ({ readonly submission: Submission } | { readonly upload: Upload }) & { readonly nextId: string }

/** A placeholder for the emulator's own address, which changes with every start. */
const ADDRESS_MARK = 'emulator://here'

/**
 * The state of a provider across starts of the emulator: a file of JSON lines. Each line is written before the response is sent, so that
 * what a client has received is still true after a crash.
 */
export class Memory {
  readonly #path: string
  readonly #url: string

  /** @throws ScenarioError if the folder cannot be created. */
  constructor(folder: string, url: string) {
    this.#path = join(folder, 'provider.jsonl')
    this.#url = url
    try {
      mkdirSync(folder, { recursive: true })
      if (lstatSync(this.#path, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Error(`${this.#path} is a link; remove it`)
    } catch (error) {
      throw new ScenarioError('the emulator cannot keep its state', [`folder: ${error instanceof Error ? error.message : String(error)}`])
    }
  }

  write(record: MemoryRecord): void {
    appendFileSync(this.#path, `${stringifyExact(record as unknown as Json).replaceAll(this.#url, ADDRESS_MARK)}\n`)
  }

  /**
   * Reads all records. A last line that a crash cut off is dropped, because its response was never sent.
   * @throws ScenarioError if another line cannot be read.
   */
  read(): MemoryRecord[] {
    const lines = this.#text().split('\n')
    const whole = lines.slice(0, -1)
    if (lines.at(-1) !== '') writeFileSync(this.#path, whole.map((line) => `${line}\n`).join(''))
    return whole.map((line, index) => this.#record(line, index + 1))
  }

  #record(line: string, number: number): MemoryRecord {
    try {
      return parseExact(line.replaceAll(ADDRESS_MARK, this.#url)) as unknown as MemoryRecord
    } catch {
      const hint = 'remove the folder to start over'
      throw new ScenarioError('the emulator’s state cannot be read', [`${this.#path}:${number}: is not a record of an emulator; ${hint}`])
    }
  }

  clear(): void {
    writeFileSync(this.#path, '')
  }

  #text(): string {
    try {
      return readFileSync(this.#path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }
}
