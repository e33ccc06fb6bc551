import { gzipSync } from 'node:zlib'
import { build, type OutputChunk } from 'rolldown'

/** Bytes of a bundle as a browser would fetch it: minified, for one entry, gzipped. `lazy` is the part that is fetched on demand. */
export type BundleSize = { readonly gzip: number; readonly plain: number; readonly lazy: number }

async function bundle(entry: string): Promise<readonly OutputChunk[]> {
  const { output } = await build({
    input: entry,
    write: false,
    logLevel: 'silent',
    platform: 'browser',
    // Like a bundle for a page: what a lazy part shares with the first one stays in the first one.
    preserveEntrySignatures: 'allow-extension',
    resolve: { conditionNames: ['@shotlist/source', 'browser', 'import', 'default'] },
    output: { format: 'esm', minify: true },
  })
  return output.filter((part) => part.type === 'chunk')
}

/** The chunks that are fetched at once: the entry and its imports. */
function initialOf(chunks: readonly OutputChunk[]): ReadonlySet<OutputChunk> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const initial = new Set<OutputChunk>()
  const visit = (chunk: OutputChunk | undefined): void => {
    if (chunk === undefined || initial.has(chunk)) return
    initial.add(chunk)
    for (const name of chunk.imports) visit(byName.get(name))
  }
  visit(chunks.find((chunk) => chunk.isEntry))
  return initial
}

/** Bundles a module with all its imports and returns the part that is fetched at once. */
export async function initialChunks(entry: string): Promise<ReadonlySet<OutputChunk>> {
  return initialOf(await bundle(entry))
}

/** Bundles a module with all its imports and measures the result. */
export async function bundleSize(entry: string): Promise<BundleSize> {
  const chunks = await bundle(entry)
  const initial = initialOf(chunks)
  const gzipped = (wanted: boolean) =>
    chunks.filter((chunk) => initial.has(chunk) === wanted).reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
  const plain = [...initial].reduce((sum, { code }) => sum + code.length, 0)
  return { gzip: gzipped(true), plain, lazy: gzipped(false) }
}
