import type { Operation, OperationSet } from '@shotlist/core'

/** The operations that a generated module exports, by method name. */
export function operationsOf(module: Readonly<Record<string, unknown>>): OperationSet {
  return Object.fromEntries(Object.entries(module).filter((entry): entry is [string, Operation] => isOperation(entry[1])))
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'kind' in value && 'path' in value
}
