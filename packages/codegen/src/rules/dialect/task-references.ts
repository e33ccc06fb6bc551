import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items, type Place, textOf } from '../../spec/place.ts'
import type { SpecDocument } from '../../spec/spec-document.ts'
import type { Rule } from '../rule-context.ts'

/** Operations that read tasks exist; tasks can succeed and fail, and have a file output; webhooks name existing kinds of tasks. */
export const taskReferences: Rule = function* ({ spec }) {
  const ids = spec.operations.flatMap(({ operationId }) => operationId ?? [])
  const tasks = entries(child(spec.root, 'x-tasks'))
  for (const [name, task] of tasks) {
    // Under `outputs`, `operation` is the name of an output and its value is an object.
    for (const [, entry] of entries(task)) {
      const operation = child(entry, 'operation')
      if (typeof operation?.value !== 'string' || ids.includes(operation.value)) continue
      const message = `no operation has the operationId ${operation.value}`
      yield issueAt(operation, { code: 'unknown-operation', message, hint: didYouMean(operation.value, ids) })
    }
    const result = child(task, 'result')
    const id = child(result, 'id')
    if (id?.value === '$url' && child(result, 'value') === undefined) {
      const message = 'a result with `id: $url` needs `value`: where the response to the read holds its address'
      yield issueAt(id, { code: 'task-result', message })
    }
    const cancel = child(task, 'cancel')
    const target = child(cancel, 'id')
    const isAddressKnown = child(cancel, 'value') !== undefined || child(child(task, 'read'), 'id')?.value === '$url'
    if (target?.value === '$url' && !isAddressKnown) {
      const message = 'a cancel with `id: $url` needs tasks whose id is their address: `read: { id: $url }`'
      const hint = 'or say with `value` where the response to the submission, or to the read, holds the address'
      yield issueAt(target, { code: 'task-cancel', message, hint })
    }
    yield* endings(name, task)
  }
  yield* webhookTasks(
    spec,
    tasks.map(([name]) => name),
  )
}

function* endings(name: string, task: Place): Generator<Issue> {
  const rules = child(child(task, 'state'), 'rules')
  const states = new Set(items(rules).map((rule) => child(rule, 'is')?.value))
  if (rules !== undefined && !states.has('succeeded')) {
    yield issueAt(rules, { code: 'task-state', message: `no rule says when a task of kind ${name} has succeeded` })
  }
  if (rules !== undefined && !states.has('failed')) {
    const hint = 'without one, a failed task is polled until the deadline'
    yield issueAt(rules, { code: 'task-state', severity: 'warning', message: `no rule says when a task of kind ${name} has failed`, hint })
  }
  const outputs = child(task, 'outputs')
  const ofResult = entries(child(child(task, 'result'), 'outputs'))
  const twice = ofResult.find(([output]) => child(outputs, output) !== undefined)
  if (twice !== undefined) {
    yield issueAt(twice[1], { code: 'task-outputs', message: `the output ${twice[0]} is described twice: for the read and for the result` })
  }
  const files = [...entries(outputs), ...ofResult].filter(([, output]) =>
    ['video', 'image', 'audio'].includes(textOf(child(output, 'type')?.value)),
  )
  if (outputs !== undefined && files.length === 0) {
    yield issueAt(outputs, {
      code: 'task-outputs',
      severity: 'warning',
      message: `tasks of kind ${name} have no file output (type video, image or audio)`,
    })
  }
}

function* webhookTasks(spec: SpecDocument, tasks: readonly string[]): Generator<Issue> {
  for (const [, item] of entries(child(spec.root, 'webhooks'))) {
    for (const [, operation] of entries(spec.sources.deref(item))) {
      const task = child(child(operation, 'x-webhook'), 'task')
      if (task === undefined || tasks.includes(textOf(task.value))) continue
      yield issueAt(task, {
        code: 'unknown-task',
        message: `x-tasks has no kind of task called ${textOf(task.value)}`,
        hint: didYouMean(textOf(task.value), tasks),
      })
    }
  }
}
