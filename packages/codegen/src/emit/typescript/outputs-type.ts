import type { OperationTable, OutputRule, ProviderTable } from '@shotlist/core/contract'
import { pascalCase } from '../names.ts'
import { docComment } from './doc-comment.ts'
import { memberText } from './schema-type.ts'

/** What an operation, or the task it starts, yields by name. */
export function outputRules(table: OperationTable, provider: ProviderTable): Readonly<Record<string, OutputRule>> {
  return (table.starts === undefined ? undefined : provider.tasks[table.starts]?.outputs) ?? table.outputs
}

/** The interface of an operation's outputs. Only an upload's result, and what the document says is required, is sure to be there. */
export function outputsType(table: OperationTable, provider: ProviderTable): string {
  const members = Object.entries(outputRules(table, provider)).map(([name, rule]) =>
    memberText({
      name,
      type: rule.type === 'number' ? 'number' : 'string',
      required: rule.required === true || name === table.upload?.result,
      doc: [rule.description ?? outputNote(rule)],
      indent: 2,
    }),
  )
  const doc = docComment([`What \`${table.name}\` yields.`])
  return `${doc}export interface ${pascalCase(table.name)}Outputs {\n${members.join('')}}\n`
}

function outputNote(rule: OutputRule): string | undefined {
  if (rule.type === 'id') return 'An id, as text: exact at any size.'
  return rule.type === 'number' || rule.type === 'text' ? undefined : `URL of the ${rule.type}.`
}
