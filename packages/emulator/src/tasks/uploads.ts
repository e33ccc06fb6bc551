import type { MediaFacts } from '../files/probe.ts'

/** A file that a client uploaded, or whose URL it gave. */
export type Upload = {
  readonly id: string
  readonly operation: string
  /** Its name among the emulator's files; `undefined` if only a URL was given. */
  readonly file: string | undefined
  /** Its media type; empty if the file itself is not known. */
  readonly type: string
  /** The result of its inspection; `undefined` if the file itself is not known. */
  readonly facts: MediaFacts | undefined
}

export class Uploads {
  readonly #byId = new Map<string, Upload>()

  add(upload: Upload): void {
    this.#byId.set(upload.id, upload)
  }

  find(id: string): Upload | undefined {
    return this.#byId.get(id)
  }
}
