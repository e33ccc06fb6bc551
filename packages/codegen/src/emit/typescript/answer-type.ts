import type { OperationTable } from '@shotlist/core/contract'
import { describeFields } from '../../ir/describe-fields.ts'
import type { OperationModel } from '../../ir/model.ts'
import { forUsers } from '../../ir/schema/for-users.ts'
import type { PlainObject } from '../../spec/place.ts'
import { docComment } from './doc-comment.ts'
import { operationTypes } from './operation-types.ts'
import { schemaType } from './schema-type.ts'

/**
 * The type of the whole answer of an operation that answers at once: lists and whatever else its outputs do not name. A task's answer is
 * read by the client, and has none.
 */
export function answerType(operation: OperationModel, { kind }: Pick<OperationTable, 'kind'>): string | undefined {
  const { answer: name } = operationTypes(operation, { kind })
  if (name === undefined) return undefined
  const schema = forUsers(operation.answer, 'wire') as PlainObject
  const table = { ...describeFields(schema), uploads: {} }
  const type = schemaType(schema, { pointer: '', indent: 0, table, root: schema, int64: 'Int64' })
  const doc = docComment([`What \`${operation.name}\` answers.`])
  return type.startsWith('{') ? `${doc}export interface ${name} ${type}\n` : `${doc}export type ${name} = ${type}\n`
}
