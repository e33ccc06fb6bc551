import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { minifySync } from 'rolldown/utils'
import type { Section } from '../measure/section.ts'
import { initialChunks } from './bundle-size.ts'

function gzipped(code: string): number {
  return gzipSync(code, { level: 9 }).length
}

/** The part that a module belongs to: its folder, the kind of a generated file, or its package. */
function partOf(path: string): string {
  const [, core] = /packages\/core\/src\/(.*)$/.exec(path) ?? []
  if (core?.startsWith('providers/') === true) return core.split('/')[2] ?? core
  return core?.split('/')[0] ?? 'the program'
}

export const section: Section = {
  title: 'Parts of the bundle of one operation (bytes; gzip: how much smaller the bundle would be without the part)',
  measure: async () => {
    const parts = new Map<string, string>()
    for (const chunk of await initialChunks(fileURLToPath(new URL('entries/shotlist.ts', import.meta.url)))) {
      for (const [path, { code }] of Object.entries(chunk.modules)) {
        if (code === null) continue
        const part = partOf(path)
        // Each module is minified alone, so names exported from one module to another stay long.
        const short = minifySync('module.js', code, { compress: false, mangle: { toplevel: true } }).code
        parts.set(part, `${parts.get(part) ?? ''}${short}\n`)
      }
    }
    const all = gzipped([...parts.values()].join(''))
    return [...parts]
      .map(([part, code]) => {
        const others = [...parts].filter(([name]) => name !== part).map(([, other]) => other)
        return { part, gzip: all - gzipped(others.join('')), plain: code.length }
      })
      .toSorted((left, right) => right.gzip - left.gzip)
  },
}
