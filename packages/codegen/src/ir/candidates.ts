import type { Candidates, Condition, OutputRule } from '@shotlist/core/contract'
import type { DialectCandidates, DialectCondition, DialectOutput } from '../dialect/dialect.gen.ts'
import { defined } from '../issues/defined.ts'

/** The model always has a list of expressions; a document may write a single one. */
export function candidates(expressions: DialectCandidates | undefined): Candidates {
  if (expressions === undefined) return []
  return typeof expressions === 'string' ? [expressions] : expressions
}

/** The same for a key that the model leaves out if the document does not have it. */
export function optionalCandidates<Key extends string>(
  key: Key,
  expressions: DialectCandidates | undefined,
): { readonly [K in Key]?: Candidates } {
  return (expressions === undefined ? {} : { [key]: candidates(expressions) }) as { readonly [K in Key]?: Candidates }
}

export function condition(written: DialectCondition): Condition {
  const at = candidates(written.at)
  if (written.in !== undefined) return { at, in: written.in }
  if (written.present !== undefined) return { at, present: written.present }
  if (written.ends_with !== undefined) return { at, endsWith: written.ends_with }
  return { at, equals: written.equals ?? null }
}

export function compileOutputs(
  outputs: Readonly<Record<string, DialectOutput>> | undefined,
  response?: OutputRule['in'],
): Record<string, OutputRule> {
  return Object.fromEntries(
    Object.entries(outputs ?? {}).map(([name, output]) => [
      name,
      {
        from: candidates(output.from),
        type: output.type,
        ...defined({ auth: output.auth, headers: output.headers === undefined ? undefined : lowerCased(output.headers) }),
        ...defined({ in: response, required: output.required === true ? (true as const) : undefined, description: output.description }),
      },
    ]),
  )
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
