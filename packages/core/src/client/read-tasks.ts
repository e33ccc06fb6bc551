import type { Answer } from '../answers/answer.ts'
import type { Expression } from '../contract/index.ts'
import { ConfigurationError } from '../errors/configuration-error.ts'
import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { type EvaluationScope, evaluate, firstId, firstNumber, firstOf } from '../expressions/evaluate.ts'
import { buildRead, idOnWire } from '../requests/build-read.ts'
import { readSnapshot } from '../tasks/read-snapshot.ts'
import type { TaskSnapshot } from '../tasks/task-snapshot.ts'
import type { CallOptions } from './client-options.ts'
import { type Engine, taskRulesOf } from './engine.ts'
import type { RecentTask } from './provider-client.ts'

/** The items of a list, each as the answer that an expression within an item looks at. */
const itemsOf = (answer: Answer, items: Expression): EvaluationScope[] => {
  const list = evaluate(items, answer)
  if (!Array.isArray(list)) throw new UnexpectedAnswerError(answer.facts, { message: 'a good answer, but without the list of tasks' })
  return list.map((body) => ({ status: answer.status, headers: answer.headers, body }))
}

const chunks = <T>(values: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size))

/** Reads many tasks with few requests, where the document has `readMany`. Ids the provider says nothing of are absent. */
export const readManyTasks = async (
  engine: Engine,
  kind: string,
  taskIds: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, TaskSnapshot>> => {
  const { table, baseUrl } = engine
  const rules = taskRulesOf(engine, kind)
  const { readMany } = rules
  if (readMany === undefined) throw new ConfigurationError(`${table.id} reads tasks of kind ${kind} one at a time.`, { hint: 'Use read.' })
  const snapshots = new Map<string, TaskSnapshot>()
  for (const ids of chunks([...new Set(taskIds)], readMany.max)) {
    const value = ids.map((id) => idOnWire(id, readMany.idIsInteger))
    const request = buildRead(readMany, { place: readMany.id, value, baseUrl })
    await engine.send(request, { ...options, safety: 'free' }, (answer) => {
      for (const scope of itemsOf(answer, readMany.items)) {
        const taskId = firstId(readMany.itemId, scope)
        if (taskId !== undefined && ids.includes(taskId))
          snapshots.set(taskId, readSnapshot(taskId, { rules, errors: table.errors, scope }))
      }
    })
  }
  return snapshots
}

/** Lists recent tasks, where the document has `recent`. */
export const recentTasks = async (engine: Engine, kind: string, options: CallOptions = {}): Promise<readonly RecentTask[]> => {
  const { table, baseUrl } = engine
  const rules = taskRulesOf(engine, kind)
  const { recent } = rules
  if (recent === undefined) throw new ConfigurationError(`${table.id} cannot list recent tasks of kind ${kind}.`)
  return engine.send(buildRead(recent, { baseUrl }), { ...options, safety: 'free' }, (answer) =>
    itemsOf(answer, recent.items).flatMap((scope): RecentTask[] => {
      const taskId = firstId(recent.itemId, scope)
      if (taskId === undefined) return []
      const request = firstOf(recent.request, scope)
      const createdAt = firstNumber(recent.createdAt, scope)
      return [
        {
          snapshot: readSnapshot(taskId, { rules, errors: table.errors, scope }),
          ...(request === undefined ? {} : { request }),
          ...(createdAt === undefined ? {} : { createdAt }),
        },
      ]
    }),
  )
}
