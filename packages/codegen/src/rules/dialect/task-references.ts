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
    yield* resultIds(child(task, 'result'), task)
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

/** Where the id of a result comes from. */
function* resultIds(result: Place | undefined, task: Place): Generator<Issue> {
  const id = child(result, 'id')
  const submitted = child(result, 'submitted')
  if (id?.value === '$url' && child(result, 'value') === undefined && submitted === undefined) {
    const message =
      'a result with `id: $url` needs `value` or `submitted`: where the response to the read, or to the submission, holds its address'
    yield issueAt(id, { code: 'task-result', message })
  }
  if (submitted === undefined) return
  if (child(result, 'value') !== undefined) {
    yield issueAt(submitted, { code: 'task-result', message: 'a result has `value` or `submitted`, not both' })
  }
  for (const key of ['read_many', 'recent', 'lookup']) {
    const other = child(task, key)
    if (other === undefined) continue
    const message = `a result with \`submitted\` goes without ${key}, which finds only the task's own id`
    yield issueAt(other, { code: 'task-result', message })
  }
}

function* endings(name: string, task: Place): Generator<Issue> {
  const rules = child(child(task, 'state'), 'rules')
  const states = new Set(items(rules).map((rule) => child(rule, 'is')?.value))
  if (rules !== undefined && !states.has('succeeded')) {
    yield issueAt(rules, { code: 'task-state', message: `no rule says when a task of kind ${name} has succeeded` })
  }
  const ofResults = items(child(child(task, 'result'), 'rules')).map((rule) => child(rule, 'is')?.value)
  if (rules !== undefined && !states.has('failed') && !ofResults.includes('failed')) {
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
