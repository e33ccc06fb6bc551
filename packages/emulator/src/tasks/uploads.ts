import type { MediaFacts } from '../files/probe.ts'

/** A file that a client handed in, or whose URL it gave. */
export type Upload = {
  readonly id: string
  readonly operation: string
  /** Its name among the emulator's files; absent where only a URL was given. */
  readonly file: string | undefined
  /** Its media type; empty where the file was never seen. */
  readonly type: string
  /** What it turned out to be; absent where the file was never seen. */
  readonly facts: MediaFacts | undefined
}

/** Uploads by their ids. */
export class Uploads {
  readonly #byId = new Map<string, Upload>()

  add(upload: Upload): void {
    this.#byId.set(upload.id, upload)
  }

  find(id: string): Upload | undefined {
    return this.#byId.get(id)
  }
}
