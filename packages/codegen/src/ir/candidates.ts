import type { Candidates, Condition, OutputRule } from '@shotlist/core/contract'
import type { DialectCandidates, DialectCondition, DialectOutput } from '../dialect/dialect.gen.ts'
import { defined } from '../issues/defined.ts'
import { isWholeBody } from './media-types.ts'

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

/** Whether an expression names every item of a list, by `-`. */
export function namesItems(expression: string): boolean {
  return /\/-(?=[/}]|$)/.test(expression)
}

/**
 * @param response for outputs that are not in the response to the read of a task
 * @param again the headers with which a file that is the body of the response is read again; absent if it comes only once
 */
export function compileOutputs(
  outputs: Readonly<Record<string, DialectOutput>> | undefined,
  { response, again }: { readonly response?: OutputRule['in']; readonly again?: OutputRule['headers'] } = {},
): Record<string, OutputRule> {
  return Object.fromEntries(
    Object.entries(outputs ?? {}).map(([name, output]): [string, OutputRule] => {
      const body = isFileBody(output)
      const own = output.headers === undefined ? undefined : lowerCased(output.headers)
      const headers = body && again !== undefined ? { ...again, ...own } : own
      return [
        name,
        {
          from: candidates(output.from),
          type: output.type,
          ...defined({
            list: candidates(output.from).some(namesItems) ? true : undefined,
            keep: output.keep,
            body: body ? true : undefined,
            auth: body && again !== undefined ? true : output.auth,
            headers,
            in: response,
            required: body || output.required === true ? true : undefined,
            description: output.description,
          }),
        },
      ]
    }),
  )
}

/** Whether an output is the body of the response, which is itself the file. */
export function isFileBody(output: Partial<DialectOutput> | null): boolean {
  // The rules read documents of any shape.
  const all: unknown[] = [output?.from].flat()
  return ['video', 'image', 'audio'].includes(String(output?.type)) && all.some((from) => typeof from === 'string' && isWholeBody(from))
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
