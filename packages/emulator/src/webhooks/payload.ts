import { parsePlace } from '../answers/expression.ts'
import { isEmpty, type Json } from '../answers/json.ts'
import { readAt, writeAt } from '../answers/pointer.ts'
import { sample } from '../answers/sample.ts'
import { taskAnswer } from '../answers/task-answer.ts'
import type { TaskRules } from '../documents/terms.ts'
import type { Context } from '../provider/context.ts'
import { storyOf } from '../provider/handlers/read-tasks.ts'
import type { Task } from '../tasks/task.ts'
import { leavesOf, nearestLeaf } from './leaves.ts'

/**
 * The body of a delivery: the document's example of one, with the task's own values. Documents do not say how a delivery is made of a task, so
 * that fields are taken to be what fields of the same name are in an answer about the task.
 */
export function payloadOf(context: Context, task: Task): Json {
  const { table, endpoints, delivery } = context.model
  const rules = table.tasks[task.kind] as TaskRules
  const endpoint = endpoints[rules.read.operationId]
  const told = endpoint === undefined ? undefined : taskAnswer({ endpoint, rules, errors: table.errors }, storyOf(context, task)).body
  const known = leavesOf(told)
  let payload = (structuredClone(delivery?.example) ?? sample(delivery?.schema, delivery?.schema ?? {}) ?? {}) as Json
  for (const { tokens, value } of leavesOf(payload)) {
    const own = nearestLeaf(known, tokens)?.value
    if (own !== undefined) payload = writeAt(payload, tokens, alike(own, value))
  }
  return withId(payload, table.webhooks?.id ?? [], task.id)
}

function withId(payload: Json, candidates: readonly string[], id: string): Json {
  const places = candidates.map(parsePlace).flatMap((place) => (place.in === 'body' ? [place.tokens] : []))
  const tokens = places.find((place) => !isEmpty(readAt(payload, place))) ?? places[0]
  if (tokens === undefined) return payload
  return writeAt(payload, tokens, alike(id, readAt(payload, tokens) ?? ''))
}

/** A value as the kind of thing that stood there: an id that is text here may be a number elsewhere. */
function alike(value: Json, stood: Json): Json {
  if (typeof stood === 'string' && (typeof value === 'number' || typeof value === 'bigint')) return value.toString()
  if (typeof stood === 'number' && typeof value === 'string' && /^\d+$/.test(value)) {
    return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value)
  }
  return value
}
