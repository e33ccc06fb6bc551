import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { MediaMaker } from '../tasks/media-maker.ts'
import { FileCache } from './file-cache.ts'
import { RenderPool } from './pool/render-pool.ts'
import type { RenderJob } from './render/render-job.ts'

const mostThreads = 2
const cacheBytes = 64 * 1024 * 1024

/**
 * Makes real files: MP4 (H.264) clips with the prompt drawn in and a mark that moves, PNG stills. Threads are started with the first
 * file and do not keep the process alive. The same request gives the same bytes; callers must not change them.
 */
export function createMediaMaker(): MediaMaker {
  const pool = new RenderPool(Math.min(mostThreads, availableParallelism()))
  const cache = new FileCache(cacheBytes)
  const make = (key: string, job: RenderJob): Promise<Uint8Array> => cache.get(key, () => pool.run(job))
  return {
    clip: (spec) => make(JSON.stringify(['clip', spec]), { kind: 'clip', spec }),
    extend: (source, spec) => make(JSON.stringify(['extend', hashOf(source), spec]), { kind: 'extend', spec, source }),
    image: (spec) => make(JSON.stringify(['image', spec]), { kind: 'image', spec }),
    close: () => pool.close(),
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
