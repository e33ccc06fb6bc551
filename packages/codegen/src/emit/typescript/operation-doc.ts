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
  const rules = isFileOnly(operation, table) ? [] : rulesOf(operation, table)
  return [
    operation.title,
    operation.description === operation.title ? undefined : operation.description,
    rules.length === 0 ? undefined : `Refused before anything is sent:\n${rules.map((rule) => `- ${rule}`).join('\n')}`,
    acceptsNote(table),
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

/** Whether all there is to give is the file: which of its two fields it goes into is the client's business. */
function isFileOnly({ fields }: OperationModel, { upload }: OperationTable): boolean {
  return upload !== undefined && fields.every(({ name }) => name === upload.file || name === upload.url)
}

/** What an upload takes, as far as it is checked before it is sent. */
function acceptsNote({ upload }: OperationTable): string | undefined {
  if (upload === undefined) return undefined
  const { types, maxBytes, maxSide, maxSeconds } = upload.accepts
  const bounds = [
    maxBytes === undefined ? undefined : `${Math.round(maxBytes / 1024 / 102.4) / 10} MB`,
    maxSide === undefined ? undefined : `${maxSide} pixels a side`,
    maxSeconds === undefined ? undefined : `${maxSeconds} s`,
  ].filter((bound) => bound !== undefined)
  const notes = [
    types.length === 0 ? undefined : `Types taken: ${types.join(', ')}.`,
    bounds.length === 0 ? undefined : `At most ${bounds.join(', ')}.`,
    upload.url === undefined ? undefined : 'The provider fetches a `{ url }` itself.',
  ].filter((note) => note !== undefined)
  return notes.length === 0 ? undefined : notes.join(' ')
}

function exampleTag(operation: OperationModel, table: OperationTable): string | undefined {
  if (table.kind === 'upload') {
    return `@example\n\`\`\`ts\nconst { value } = await client.${methodName(operation.name)}(await openAsBlob('${exampleFile(table)}'))\n\`\`\``
  }
  if (operation.example === undefined) return undefined
  const input = Object.keys(operation.example).length === 0 ? '' : literal(operation.example)
  const call = `client.${methodName(operation.name)}(${input})`
  return `@example\n\`\`\`ts\nconst ${table.kind === 'task' ? 'result' : 'answer'} = await ${call}\n\`\`\``
}

/** A file name that fits the first type taken: `file.png`. */
function exampleFile({ upload }: OperationTable): string {
  const [, ending = 'bin'] = /\/([a-z0-9]+)$/.exec(upload?.accepts.types[0] ?? '') ?? []
  return `file.${ending}`
}
