import type { UsedOperation } from '../providers/resolve-operation.ts'

/** The operation's own name of a field, which may be written by its canonical one; `undefined` where it has no such field. */
export function ownName(key: string, { operation, table }: Pick<UsedOperation, 'operation' | 'table'>): string | undefined {
  if (operation.fields.some(({ name }) => name === key)) return key
  return Object.hasOwn(table.canonical, key) ? table.canonical[key] : undefined
}
