import { suggest } from '@shotlist/codegen/suggest'
import type { UsedOperation } from '../providers/resolve-operation.ts'

/** The field of an operation, by its own or its canonical name, that was probably meant by a name that it does not have. */
export function suggestField(key: string, { operation, table }: Pick<UsedOperation, 'operation' | 'table'>): string | undefined {
  return suggest(key, [...operation.fields.map(({ name }) => name), ...Object.keys(table.canonical)])
}
