import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { ClipSpec, MediaMaker } from '../tasks/media.ts'
import type { RenderJob } from './render-job.ts'
import { MediaError, RenderPool } from './render-pool.ts'

const MOST_THREADS = 2
const CACHE_BYTES = 64 * 1024 * 1024

/**
 * Makes real files: MP4 (H.264) clips that show the prompt and a moving mark, and PNG stills. Threads start with the first file and do not
 * keep the process alive. The same request gives the same bytes; callers must not change them.
 *
 * @param limitMs time limit of an extension: one wrong number in a source can keep its reader busy for hours. Default: a minute
 */
export function createMediaMaker(limitMs?: number): MediaMaker {
  const pool = new RenderPool(Math.min(MOST_THREADS, availableParallelism()), limitMs)
  const cache = new FileCache(CACHE_BYTES)
  const make = (key: string, job: RenderJob): Promise<Uint8Array> => cache.get(key, () => pool.run(job))
  return {
    clip: (spec) => make(JSON.stringify(['clip', spec]), { kind: 'clip', spec }),
    extend: (source, spec) => cache.get(JSON.stringify(['extend', hashOf(source), spec]), () => extend(pool, { source, spec })),
    image: (spec) => make(JSON.stringify(['image', spec]), { kind: 'image', spec }),
    close: () => pool.close(),
  }
}

/** Extends a clip. A source that cannot be read within the time limit is left out, like one that cannot be read at all. */
async function extend(pool: RenderPool, { source, spec }: { readonly source: Uint8Array; readonly spec: ClipSpec }): Promise<Uint8Array> {
  try {
    return await pool.run({ kind: 'extend', spec, source })
  } catch (error) {
    if (!(error instanceof MediaError)) throw error
    return pool.run({ kind: 'clip', spec: { ...spec, notes: [...spec.notes, 'source not shown'] } })
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A cache of files by their request; the least recently used is dropped first. Concurrent requests for one file share one render. */
export class FileCache {
  readonly #files = new Map<string, Promise<Uint8Array>>()
  readonly #sizes = new Map<string, number>()
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#files.get(key)
    this.#files.delete(key)
    const file = known ?? this.#fill(key, make)
    this.#files.set(key, file)
    return file
  }

  async #fill(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      const file = await make()
      this.#sizes.set(key, file.byteLength)
      this.#bytes += file.byteLength
      this.#shrink()
      return file
    } catch (error) {
      this.#files.delete(key)
      throw error
    }
  }

  #shrink(): void {
    for (const key of this.#files.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      const size = this.#sizes.get(key)
      if (size === undefined) continue
      this.#files.delete(key)
      this.#sizes.delete(key)
      this.#bytes -= size
    }
  }
}
