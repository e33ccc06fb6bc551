import type { ProviderTable } from '@shotlist/core/contract'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, runtimeImport } from './client-target.ts'
import { docComment } from './doc-comment.ts'
import { literal } from './literal.ts'

/** The whole table of a provider, for clients of all operations, prices and explanations. */
export function tableFile(table: ProviderTable, target: ClientTarget): GeneratedFile {
  const text = [
    typescriptHeader(target.origin),
    `import type { ProviderTable } from '${runtimeImport(target, 0)}'\n\n`,
    docComment([
      `${table.title}: everything its document says, compiled: operations, prices, errors with their meanings, limits, webhooks.`,
    ]),
    `export const table: ProviderTable = ${literal(table)}\n`,
  ]
  return { path: `${target.folder}/table.gen.ts`, text: text.join('') }
}
