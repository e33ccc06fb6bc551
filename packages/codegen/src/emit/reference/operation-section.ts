import type { OperationKind, ProviderTable } from '@shotlist/core/contract'
import type { OperationModel } from '../../ir/model.ts'
import { priceMarkdown } from '../prices/price-markdown.ts'
import { rulesOf } from '../rules/rules-of.ts'
import { outputRules } from '../typescript/outputs-type.ts'
import { capabilitiesSection } from './capabilities-section.ts'
import { fieldsTable } from './fields-table.ts'
import { outputsTable } from './outputs-table.ts'
import { clientSnippet, manifestSnippet } from './snippets.ts'

const kinds: Readonly<Record<OperationKind, string>> = {
  task: 'Starts a task, which is paid for.',
  charge: 'Answers at once, and is paid for.',
  upload: 'Takes a file and answers with its id. Manifests and clients upload by themselves where a field takes a file.',
  query: 'Costs nothing.',
}

/** One operation: fields, rules, price, outputs and how to use it. */
export function operationSection(operation: OperationModel, provider: ProviderTable): string {
  const table = provider.operations[operation.name]
  if (table === undefined) throw new Error(`the table has no operation ${operation.name}`)
  const rules = rulesOf(operation, table)
  const paid = table.kind === 'task' || table.kind === 'charge'
  const parts = [
    `### ${operation.name}`,
    operation.deprecated ? '**Deprecated** by the provider.' : undefined,
    operation.description === '' ? `${operation.title}.` : operation.description,
    `${kinds[table.kind]} ${operation.externalDocs === undefined ? '' : `[The provider's page](${operation.externalDocs}).`}`.trim(),
    table.upload === undefined ? fieldsTable(operation) : accepts(table.upload.accepts),
    capabilitiesSection(operation, table),
    rules.length === 0 ? undefined : `Refused before anything is sent:\n\n${rules.map((rule) => `- ${rule}`).join('\n')}`,
    paid ? priceMarkdown(table.price, provider.money) : undefined,
    outputsTable(outputRules(table, provider)),
    manifestSnippet(operation, provider),
    clientSnippet(operation, provider),
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

function accepts({
  types,
  maxBytes,
  maxSide,
  maxSeconds,
}: {
  types: readonly string[]
  maxBytes?: number
  maxSide?: number
  maxSeconds?: number
}): string {
  const limits = [
    types.length === 0 ? undefined : `Takes ${types.map((type) => `\`${type}\``).join(', ')}`,
    maxBytes === undefined ? undefined : `at most ${Number((maxBytes / 1024 / 1024).toFixed(1))} MiB`,
    maxSide === undefined ? undefined : `at most ${maxSide} pixels a side`,
    maxSeconds === undefined ? undefined : `at most ${maxSeconds} s`,
  ].filter((limit) => limit !== undefined)
  return limits.length === 0 ? 'Takes a file.' : `${limits.join(', ')}.`
}
