import type { OutputRule, ReadRule } from '@shotlist/core/contract'
import type { DialectOutput } from '../dialect/dialect.gen.ts'
import { isFileBody } from './candidates.ts'
import type { OperationLookup } from './operation-lookup.ts'

/** The headers that a request for a file carries, in addition to its own: `accept` names the file's types. */
export function acceptHeader(types: readonly string[]): Readonly<Record<string, string>> {
  return { accept: types.join(', ') }
}

/** A request about a task that may be answered with a file: it asks for the types that the document declares. */
export function asFileRead<Rule extends ReadRule>(
  rule: Rule,
  { outputs, lookup }: { readonly outputs: Readonly<Record<string, DialectOutput>> | undefined; readonly lookup: OperationLookup },
): Rule {
  if (!Object.values(outputs ?? {}).some(isFileBody)) return rule
  const fileTypes = lookup.fileTypes(rule.operationId)
  return { ...rule, fileTypes, parameters: { ...rule.parameters, header: { ...acceptHeader(fileTypes), ...headersOf(rule) } } }
}

/** The headers of a request with which its file is read again, and those of every request of the provider. */
export function headersAgain(rule: ReadRule, constant: OutputRule['headers']): Readonly<Record<string, string>> {
  return { ...constant, ...headersOf(rule) }
}

function headersOf({ parameters }: ReadRule): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters?.header ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]))
}
