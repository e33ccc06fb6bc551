import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { build } from 'rolldown'

/** Bundles the program for runtimes without Node: files by name; `program.js` is the entry. */
export async function bundleProgram(format: 'esm' | 'iife'): Promise<ReadonlyMap<string, string>> {
  const { output } = await build({
    input: join(import.meta.dirname, 'program.ts'),
    write: false,
    platform: 'browser',
    resolve: { conditionNames: ['@shotlist/source', 'browser', 'import', 'default'] },
    output: { format, name: 'program', entryFileNames: 'program.js', ...defined({ codeSplitting: format === 'iife' ? false : undefined }) },
  })
  return new Map(output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part.code] as const] : [])))
}
