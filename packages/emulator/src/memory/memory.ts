import { appendFileSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../responses/json.ts'
import { parseExact, stringifyExact } from '../responses/json.ts'
import { ScenarioError } from '../scenario/scenario-error.ts'
import type { Submission } from '../tasks/replays.ts'
import type { Upload } from '../tasks/uploads.ts'

/** One thing that happened. `nextId`: where the ids go on. */
export type MemoryRecord = ({ readonly submission: Submission } | { readonly upload: Upload }) & { readonly nextId: string }

/** Stands for the emulator's own address, which changes from one start to the next. */
const ADDRESS_MARK = 'emulator://here'

/**
 * What a provider remembers from one start of the emulator to the next: a file of JSON lines, each written before the answer is sent, so
 * that what a client was told is still true after a crash.
 */
export class Memory {
  readonly #path: string
  readonly #url: string

  /** @throws ScenarioError where the folder cannot be made. */
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
   * All records. A last line that was cut off by a crash is dropped: its answer was never sent.
   * @throws ScenarioError where another line cannot be read.
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
      const hint = 'remove the folder to begin anew'
      throw new ScenarioError('the emulator’s state cannot be read', [`${this.#path}:${number}: is no record of an emulator; ${hint}`])
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
