import { AnswerError } from '../errors/response-errors.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { firstId } from '../expressions/evaluate.ts'
import { buildRead } from '../requests/build-read.ts'
import type { CallOptions } from './client-options.ts'
import { type ClientContext, taskRulesOf } from './context.ts'

/**
 * Finds the task of a submission by the key that was sent with it. Undefined if the provider reports none.
 *
 * @throws ConfigurationError if the document has no `lookup`.
 */
export async function lookUpTask(
  context: ClientContext,
  kind: string,
  key: string,
  options: CallOptions = {},
): Promise<string | undefined> {
  const { id, lookup } = taskRulesOf(context, kind)
  if (lookup === undefined) throw new ConfigurationError(`${context.table.id} cannot find tasks of kind ${kind} by their keys.`)
  const request = buildRead(lookup, { target: lookup.id, value: key, baseUrl: context.baseUrl })
  try {
    return await context.send(request, { ...options, safety: 'free' }, (response) => firstId(lookup.taskId ?? id, response))
  } catch (error) {
    if (error instanceof AnswerError && error.class === 'not-found') return undefined
    throw error
  }
}
