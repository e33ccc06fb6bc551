import type { OperationTable, ProviderTable } from '@shotlist/core/contract'
import type { OperationModel } from '../../ir/model.ts'
import { methodName } from '../names.ts'
import { priceMarkdown } from '../prices/price-markdown.ts'
import { rulesOf } from '../rules/rules-of.ts'
import { literal } from './literal.ts'

/** Longer prices than this are tables that nobody reads in an editor: `estimate()` and the reference page have them. */
const maxPriceLines = 14

/** The documentation of a client's method, paragraph by paragraph. */
export function operationDoc(operation: OperationModel, table: OperationTable, provider: ProviderTable): (string | undefined)[] {
  const rules = rulesOf(operation, table)
  return [
    operation.title,
    operation.description === operation.title ? undefined : operation.description,
    rules.length === 0 ? undefined : `Refused before anything is sent:\n${rules.map((rule) => `- ${rule}`).join('\n')}`,
    priceNote(table, provider),
    [exampleTag(operation, table), operation.externalDocs === undefined ? undefined : `@see ${operation.externalDocs}`]
      .concat(operation.deprecated ? '@deprecated by the provider.' : [])
      .filter((tag) => tag !== undefined)
      .join('\n'),
  ]
}

function priceNote(table: OperationTable, provider: ProviderTable): string | undefined {
  if (table.kind !== 'task' && table.kind !== 'charge') return undefined
  const price = priceMarkdown(table.price, provider.money)
  if (price.split('\n').length <= maxPriceLines) return price
  return `Price: depends on the request; \`client.estimate('${table.name}', input)\` tells it without sending anything.`
}

function exampleTag(operation: OperationModel, table: OperationTable): string | undefined {
  if (operation.example === undefined || table.kind === 'upload') return undefined
  const call = `client.${methodName(operation.name)}(${literal(operation.example)})`
  return `@example\n\`\`\`ts\nconst ${table.kind === 'task' ? 'result' : 'answer'} = await ${call}\n\`\`\``
}
