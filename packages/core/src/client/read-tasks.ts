import { defined } from '../contract/defined.ts'
import type { Expression, StateRule } from '../contract/index.ts'
import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { AnswerError } from '../errors/response-errors.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { type EvaluationScope, evaluate, firstId, firstOf, holds, missingOutput, readOutputs } from '../expressions/evaluate.ts'
import { unixMs } from '../expressions/time.ts'
import { buildRead, idOnWire } from '../requests/build-read.ts'
import type { SuccessResponse } from '../responses/read-response.ts'
import { readSnapshot } from '../tasks/read-snapshot.ts'
import type { TaskSnapshot } from '../tasks/task.ts'
import { ownId, resultIdIn } from '../tasks/task-id.ts'
import type { CallOptions } from './client-options.ts'
import { type ClientContext, taskRulesOf } from './context.ts'

/** A task found in the provider's list of recent ones. */
export type RecentTask = {
  readonly snapshot: TaskSnapshot
  /** The request that started it, if the provider returns it. */
  readonly request?: unknown
  /** Unix seconds. */
  readonly createdAt?: number
}

type ReadOptions = CallOptions & {
  /** Whether a task that succeeded without a required output is an error. */
  readonly requireOutputs?: boolean
}

/** Sends the request that reads a task. A response whose HTTP status tells the task's state is no error. */
export function sendRead<T>(
  context: ClientContext,
  kind: string,
  { taskId, options }: { readonly taskId: string; readonly options: CallOptions },
  read: (response: SuccessResponse) => T,
): Promise<T> {
  const rules = taskRulesOf(context, kind)
  const { read: rule } = rules
  const { baseUrl, table } = context
  const value = idOnWire(ownId(taskId, rules), rule.idIsInteger)
  const request = buildRead(rule, { target: rule.id, value, baseUrl, hosts: table.hosts })
  const sending = { ...options, safety: 'free', isJudged: judgedBy(rules.states), fileTypes: rule.fileTypes } as const
  return context.send(request, sending, (response) => {
    void response.file?.stream.cancel()
    return read(response)
  })
}

/**
 * Reads a task once, and its result once it has succeeded, if the document says that another request returns it. `kind` is a task kind of the
 * document, or the name of an operation that starts it.
 *
 * @throws UnexpectedAnswerError for a task that succeeded without a result that the provider finds, and, with `requireOutputs`, for one that
 *   succeeded without a required output.
 */
export async function readTask(
  context: ClientContext,
  kind: string,
  taskId: string,
  { requireOutputs, ...options }: ReadOptions = {},
): Promise<TaskSnapshot> {
  const { errors, hosts, items } = context.table
  const { baseUrl } = context
  const rules = taskRulesOf(context, kind)
  const { result, outputs } = rules
  const complete = (snapshot: TaskSnapshot, { facts }: SuccessResponse): TaskSnapshot => {
    const missing = requireOutputs === true ? missingOutput(outputs, snapshot.outputs) : undefined
    if (missing === undefined) return snapshot
    throw new UnexpectedAnswerError(facts, { message: `task ${taskId} succeeded without the output ${missing}` })
  }
  // An id without its second part is refused before anything is sent.
  const ofTask = result === undefined || result.value !== undefined ? undefined : resultIdIn(taskId, result)
  let resultId: string | undefined
  const snapshot = await sendRead(context, kind, { taskId, options }, (response) => {
    const found = readSnapshot(taskId, { rules, errors, scope: response, baseUrl, items })
    if (found.state !== 'succeeded') return found
    if (result === undefined) return complete(found, response)
    resultId = ofTask ?? firstId(result.value, response)
    if (resultId !== undefined) return found
    throw new UnexpectedAnswerError(response.facts, {
      message: `task ${taskId} succeeded without the value that its result is requested by`,
    })
  })
  if (result === undefined || resultId === undefined) return snapshot
  const resultRequest = buildRead(result, { target: result.id, value: idOnWire(resultId, result.idIsInteger), baseUrl, hosts })
  const { states = [] } = result
  const sending = { ...options, safety: 'free', isJudged: judgedBy(states), fileTypes: result.fileTypes } as const
  try {
    return await context.send(resultRequest, sending, (response) => {
      void response.file?.stream.cancel()
      const judged = readSnapshot(taskId, { rules: { ...rules, states }, errors, scope: response, baseUrl, items })
      if (judged.known && judged.state !== 'succeeded') return judged
      return complete(
        { ...snapshot, outputs: { ...snapshot.outputs, ...readOutputs(outputs, response, { baseUrl, items, response: 'result' }) } },
        response,
      )
    })
  } catch (error) {
    // The provider knows the task: only its result is missing.
    if (!isNotFound(error)) throw error
    throw new UnexpectedAnswerError(error, { message: `task ${taskId} succeeded, but ${error.operation} has no result: ${error.reason}` })
  }
}

function isNotFound(error: unknown): error is AnswerError {
  return error instanceof AnswerError && error.class === 'not-found'
}

/** Whether a rule over the HTTP status decides a response. */
function judgedBy(states: readonly StateRule[]): (scope: EvaluationScope) => boolean {
  const byStatus = states.filter(({ at }) => at.includes('$statusCode'))
  return (scope) => byStatus.some((rule) => holds(rule, scope))
}

/**
 * Reads many tasks with few requests. Tasks that the responses do not hold are absent, and so are outputs of a separate result.
 *
 * @throws ConfigurationError if the document has no `readMany`.
 */
export async function readManyTasks(
  context: ClientContext,
  kind: string,
  taskIds: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, TaskSnapshot>> {
  const { table, baseUrl } = context
  const rules = taskRulesOf(context, kind)
  const { readMany } = rules
  if (readMany === undefined) throw new ConfigurationError(`${table.id} reads tasks of kind ${kind} one at a time.`, { hint: 'Use read.' })
  const snapshots = new Map<string, TaskSnapshot>()
  for (const ids of chunks([...new Set(taskIds)], readMany.max)) {
    const value = ids.map((id) => idOnWire(id, readMany.idIsInteger))
    const request = buildRead(readMany, { target: readMany.id, value, baseUrl })
    await context.send(request, { ...options, safety: 'free' }, (response) => {
      for (const scope of itemsOf(response, readMany.items)) {
        const taskId = firstId(readMany.itemId, scope)
        if (taskId !== undefined && ids.includes(taskId))
          snapshots.set(taskId, readSnapshot(taskId, { rules, errors: table.errors, items: table.items, scope, baseUrl }))
      }
    })
  }
  return snapshots
}

/** Concurrent single reads, if the provider cannot read many tasks with one request. */
const CONCURRENT_READS = 5

/** Reads many tasks, with as few requests as the provider allows. Tasks that it does not know are absent. */
export async function retrieveMany(
  context: ClientContext,
  kind: string,
  taskIds: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, TaskSnapshot>> {
  const { readMany, result } = taskRulesOf(context, kind)
  if (readMany !== undefined && result === undefined) return readManyTasks(context, kind, taskIds, options)
  const snapshots = new Map<string, TaskSnapshot>()
  const remaining = [...new Set(taskIds)]
  const readRemaining = async (): Promise<void> => {
    for (let taskId = remaining.pop(); taskId !== undefined; taskId = remaining.pop()) {
      try {
        snapshots.set(taskId, await readTask(context, kind, taskId, options))
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT_READS }, readRemaining))
  return snapshots
}

/**
 * Lists recent tasks.
 *
 * @throws ConfigurationError if the document has no `recent`.
 */
export async function recentTasks(context: ClientContext, kind: string, options: CallOptions = {}): Promise<readonly RecentTask[]> {
  const { table, baseUrl } = context
  const rules = taskRulesOf(context, kind)
  const { recent } = rules
  if (recent === undefined) throw new ConfigurationError(`${table.id} cannot list recent tasks of kind ${kind}.`)
  return context.send(buildRead(recent, { baseUrl }), { ...options, safety: 'free' }, (response) =>
    itemsOf(response, recent.items).flatMap((scope): RecentTask[] => {
      const taskId = firstId(recent.itemId, scope)
      if (taskId === undefined) return []
      const request = firstOf(recent.request, scope)
      const createdMs = unixMs(firstOf(recent.createdAt, scope))
      return [
        {
          snapshot: readSnapshot(taskId, { rules, errors: table.errors, items: table.items, scope, baseUrl }),
          ...defined({ request, createdAt: createdMs === undefined ? undefined : createdMs / 1000 }),
        },
      ]
    }),
  )
}

/** The items of a list, each as a response body, so that the expressions for one task apply to it. */
function itemsOf(response: SuccessResponse, items: Expression): EvaluationScope[] {
  const list = evaluate(items, response)
  if (!Array.isArray(list)) throw new UnexpectedAnswerError(response.facts, { message: 'a success response without the list of tasks' })
  return list.map((body) => ({ status: response.status, headers: response.headers, body }))
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size))
}
