import type { ProviderModel } from '../../ir/model.ts'
import { type GeneratedFile, markdownHeader, type Origin } from '../generated-file.ts'
import { inlineCode, markdownTable } from './markdown.ts'

/** Which provider offers which operation, and what the fields that mean the same are called at each. */
export function operationsPage(models: readonly ProviderModel[], folder: string, origin: Origin): GeneratedFile {
  const titles = models.map(({ table }) => `[${table.title}](${table.id}.gen.md)`)
  const names = [...new Set(models.flatMap((model) => Object.keys(model.operations)))]
  const offers = names.map((name) =>
    [inlineCode(name)].concat(models.map((model) => (name in model.operations ? `[yes](${model.table.id}.gen.md#${name})` : ''))),
  )
  const canonical = [
    ...new Set(models.flatMap(({ table }) => Object.values(table.operations).flatMap((operation) => Object.keys(operation.canonical)))),
  ]
  const fields = canonical.toSorted().map((name) => [inlineCode(name)].concat(models.map((model) => ownNames(model, name))))
  const parts = [
    markdownHeader(origin).trimEnd(),
    '# Providers and operations',
    markdownTable(['operation', ...titles], offers),
    '## Fields that mean the same',
    markdownTable(['meaning', ...titles], fields),
  ]
  return { path: `${folder}/operations.gen.md`, text: `${parts.join('\n\n')}\n` }
}

function ownNames({ table }: ProviderModel, canonical: string): string {
  const names = Object.values(table.operations).flatMap((operation) => operation.canonical[canonical] ?? [])
  return [...new Set(names)].map(inlineCode).join(', ')
}
