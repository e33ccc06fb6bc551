import { gzipSync } from 'node:zlib'
import { build } from 'rolldown'

/** Bytes of a bundle as a browser would fetch it: minified, for one entry, gzipped. `lazy` is what is fetched only when it is needed. */
export type BundleSize = { readonly gzip: number; readonly plain: number; readonly lazy: number }

/** Bundles one module with everything it imports and measures the result. */
export const bundleSize = async (entry: string): Promise<BundleSize> => {
  const { output } = await build({
    input: entry,
    write: false,
    logLevel: 'silent',
    platform: 'browser',
    resolve: { conditionNames: ['source', 'browser', 'import', 'default'] },
    output: { format: 'esm', minify: true },
  })
  const chunks = output.filter((part) => part.type === 'chunk')
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const initial = new Set<string>()
  const visit = (name: string): void => {
    const chunk = byName.get(name)
    if (chunk === undefined || initial.has(name)) return
    initial.add(name)
    chunk.imports.forEach(visit)
  }
  visit(chunks.find((chunk) => chunk.isEntry)?.fileName ?? '')
  const gzipped = (wanted: boolean) =>
    chunks
      .filter(({ fileName }) => initial.has(fileName) === wanted)
      .reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
  const plain = chunks.filter(({ fileName }) => initial.has(fileName)).reduce((sum, { code }) => sum + code.length, 0)
  return { gzip: gzipped(true), plain, lazy: gzipped(false) }
}
