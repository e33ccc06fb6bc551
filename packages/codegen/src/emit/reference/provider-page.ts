import type { ProviderModel } from '../../ir/model.ts'
import { type GeneratedFile, markdownHeader, type Origin } from '../generated-file.ts'
import { methodName } from '../names.ts'
import { errorsTable } from './errors-table.ts'
import { markdownTable } from './markdown.ts'
import { operationSection } from './operation-section.ts'
import { providerFacts } from './provider-facts.ts'

/** The reference page of a provider. */
export function providerPage(model: ProviderModel, folder: string, origin: Origin): GeneratedFile {
  const { table } = model
  const operations = Object.values(model.operations)
  const contents = operations.map(({ name, title, kind }) => [`[\`${name}\`](#${name})`, title, kind, `\`${methodName(name)}\``])
  const parts = [
    markdownHeader(origin),
    `# ${table.title}`,
    model.description,
    providerFacts(table),
    '## Operations',
    markdownTable(['operation', '', 'kind', 'method'], contents),
    ...operations.map((operation) => operationSection(operation, table)),
    '## Errors',
    'A code wins over the HTTP status. What is not listed is classified by its status. [The classes](errors.gen.md).',
    errorsTable(table.errors),
  ]
  return {
    path: `${folder}/${table.id}.gen.md`,
    text: `${parts.filter((part) => part !== '').join('\n\n')}\n`.replace('-->\n\n\n', '-->\n\n'),
  }
}
