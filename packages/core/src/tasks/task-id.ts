import type { Candidates, ReadRule, TaskRules } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { type EvaluationScope, firstId } from '../expressions/evaluate.ts'

/** In place of an id that the response to the submission does not hold. */
const ABSENT = '-'

/** Where the response to a submission holds the ids of a task: its own, then those of requests with an id of their own. */
function placesOf({ id, result }: TaskRules): readonly Candidates[] {
  return result?.submitted === undefined ? [id] : [id, result.submitted]
}

/** The id of a task in the response to its submission. If requests about the task have ids of their own, it is all of them, with spaces between. */
export function idOfSubmission(rules: TaskRules, response: EvaluationScope): string | undefined {
  const [own, ...others] = placesOf(rules).map((place) => firstId(place, response))
  return own === undefined ? undefined : [own, ...others.map((id) => id ?? ABSENT)].join(' ')
}

/**
 * The part of a task's id that goes into a request about the task.
 *
 * @throws InvalidInputError if the id does not have it.
 */
export function idForRequest(taskId: string, request: ReadRule & { readonly submitted?: Candidates }, rules: TaskRules): string {
  const places = placesOf(rules)
  if (places.length === 1) return taskId
  const ids = taskId.split(' ')
  const index = request.submitted === undefined ? 0 : places.indexOf(request.submitted)
  const id = ids[index]
  if (ids.length === places.length && id !== undefined && id !== ABSENT) return id
  const message = `the id of this task is ${places.length} texts with spaces between: ${places.map(([first]) => first).join(' and ')} of the response to its submission`
  throw new InvalidInputError(request.operationId, [{ pointer: '', message }])
}
