import type { OperationTable, ProviderTable } from '@shotlist/core/contract'
import { stringify } from 'yaml'
import type { OperationModel } from '../../ir/model.ts'
import { methodName } from '../names.ts'
import { literal } from '../typescript/literal.ts'
import { outputRules } from '../typescript/outputs-type.ts'
import { codeBlock } from './markdown.ts'

/** The operation's example as a job of a manifest, for operations that a job can name. */
export function manifestSnippet(operation: OperationModel, provider: ProviderTable): string | undefined {
  const table = provider.operations[operation.name]
  if (table?.kind !== 'task' || operation.example === undefined) return undefined
  const job = { uses: `${provider.id}/${operation.name}`, with: operation.example, ...outputFile(table, provider) }
  // YAML 1.1 puts `16:9` in quotes, which older readers take for a number otherwise.
  return codeBlock('yaml', stringify({ jobs: { clip: job } }, { lineWidth: 120, version: '1.1' }))
}

/** The operation's example as a call of the typed client. */
export function clientSnippet(operation: OperationModel, provider: ProviderTable): string | undefined {
  const table = provider.operations[operation.name]
  if (table === undefined || (operation.example === undefined && operation.fields.some((field) => field.required))) return undefined
  const method = `client.${methodName(operation.name)}`
  if (table.kind === 'upload')
    return codeBlock('ts', `const { value } = await ${method}(new Blob([bytes], { type: '${table.upload?.accepts.types[0] ?? ''}' }))`)
  const input = operation.example === undefined ? '' : literal(operation.example)
  return codeBlock('ts', `const { outputs } = await ${method}(${input})`)
}

function outputFile(table: OperationTable, provider: ProviderTable): { output?: string } {
  const first = Object.values(outputRules(table, provider)).find(({ type }) => type === 'video' || type === 'image')
  if (first === undefined) return {}
  return { output: first.type === 'video' ? 'clip.mp4' : 'clip.png' }
}
