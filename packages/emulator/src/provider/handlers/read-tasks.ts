import { defined } from '@shotlist/codegen/defined'
import type { OutputRule, TaskRules } from '../../documents/terms.ts'
import type { EndpointRequest } from '../../requests/incoming.ts'
import { sentFields } from '../../requests/incoming.ts'
import { mistake } from '../../requests/refusal.ts'
import { readRequest, type TaskRole } from '../../requests/roles.ts'
import { baseResponse } from '../../responses/base-response.ts'
import { writeGoodEnvelope } from '../../responses/condition.ts'
import { chooseCandidate, type Draft, hasOutputs, isFileOutput, outputsIn, typedFor, writePlace } from '../../responses/draft.ts'
import type { Json } from '../../responses/json.ts'
import { itemBase, listResponse, type TaskDocument, type TaskView, taskItem, taskResponse } from '../../responses/task-response.ts'
import { writeOutputs } from '../../responses/write-outputs.ts'
import type { Task } from '../../tasks/task.ts'
import { progressAt, taskState } from '../../tasks/task.ts'
import type { Context } from '../context.ts'
import { references } from '../requested-file.ts'
import { earlierTaskView } from './task-files.ts'

const RECENT_BY_DEFAULT = 20

/** The id by which a request names a task; its address, if that is the id. */
export function idIn(
  context: Context,
  { incoming, pathParameters }: EndpointRequest,
  { rule }: TaskRole<'cancel' | 'read' | 'result'>,
): string {
  const id = String(readRequest(rule.id, incoming, pathParameters))
  return rule.id === '$url' ? `${context.url}${id}` : id
}

/** Responds to a read of one task. */
export function readTask(context: Context, request: EndpointRequest, role: TaskRole<'read'>): Draft {
  const id = idIn(context, request, role)
  const task = context.state.tasks.find(id)
  if (task === undefined) {
    if (context.settings.unknownIds === 'refuse') throw mistake('not-found', `there is no task ${id.slice(0, 80)}`)
    const { rules } = role
    return taskResponse({ endpoint: request.endpoint, rules, errors: context.model.table.errors }, earlierTaskView(context, id, rules))
  }
  context.state.ledger.count('readTasks')
  const draft = taskResponse(documentOf(context, task, request), viewInRead(context, task, request))
  if (draft.file !== undefined) return draft
  const stale = request.faults.some((fault) => fault.kind === 'stale')
  if (stale && task.firstResponse !== undefined) return { ...draft, body: structuredClone(task.firstResponse) }
  if (draft.body !== undefined) task.firstResponse ??= structuredClone(draft.body)
  return draft
}

/** Responds to a search for the task to which the client gave an id. */
export function lookUpTask(context: Context, request: EndpointRequest, role: TaskRole<'lookup'>): Draft {
  const key = String(readRequest(role.rule.id, request.incoming, request.pathParameters))
  const task = context.state.tasks.findByKey(key)
  if (task === undefined) throw mistake('not-found', `there is no task ${key.slice(0, 80)}`)
  context.state.ledger.count('readTasks')
  const draft = taskResponse(documentOf(context, task, request), viewInRead(context, task, request))
  const place = chooseCandidate(draft, role.rule.taskId ?? role.rules.id)
  writePlace(draft, place, typedFor(draft, place, task.id))
  return draft
}

/** Responds to the request for the result of a task. Only a task that has succeeded has one. */
export function readResult(context: Context, request: EndpointRequest, role: TaskRole<'result'>): Draft {
  const id = idIn(context, request, role)
  const task = context.state.tasks.findByResult(id)
  const view = task === undefined ? undefined : viewOf(context, task)
  if (view?.state === 'failed' && failsInResult(role.rules)) {
    const rules = { ...role.rules, states: role.rule.states ?? [] }
    return taskResponse({ endpoint: request.endpoint, rules, errors: context.model.table.errors }, view)
  }
  if (view?.state !== 'succeeded') throw mistake('not-found', `there is no result ${id.slice(0, 80)}`)
  context.state.ledger.count('readTasks')
  const outputs = outputsIn(role.rules, 'result')
  const draft = baseResponse(request.endpoint, hasOutputs(outputs))
  writeOutputs(draft, outputs, view.outputs)
  writeGoodEnvelope(context.model.table.errors, draft)
  return draft
}

/** Responds to a read of many tasks. Unknown ids are left out. */
export function readManyTasks(context: Context, request: EndpointRequest, role: TaskRole<'readMany'>): Draft {
  const ids = readRequest(role.rule.id, request.incoming, request.pathParameters)
  const wanted = Array.isArray(ids) ? ids.map(String) : []
  if (wanted.length > role.rule.max)
    throw mistake('invalid-request', `at most ${role.rule.max} tasks can be read at once, not ${wanted.length}`)
  const tasks = wanted.map((id) => context.state.tasks.find(id)).filter((task) => task !== undefined)
  return list(context, request, { tasks, rules: role.rules, items: role.rule.items })
}

/** Lists the latest tasks, the newest first. The number that the document fixes for the list, such as `limit`, is the maximum. */
export function recentTasks(context: Context, request: EndpointRequest, role: TaskRole<'recent'>): Draft {
  const limitField = Object.entries(role.rule.fixed ?? {}).find(([, value]) => typeof value === 'number')?.[0] ?? 'limit'
  const asked = Number(sentFields(request.incoming)[limitField])
  const tasks = context.state.tasks.recent(Number.isInteger(asked) && asked > 0 ? asked : RECENT_BY_DEFAULT, role.task)
  return list(context, request, { tasks, rules: role.rules, items: role.rule.items })
}

function list(
  context: Context,
  request: EndpointRequest,
  found: { readonly tasks: readonly Task[]; readonly rules: TaskRules; readonly items: string },
): Draft {
  context.state.ledger.count('readTasks', found.tasks.length)
  const single = context.model.endpoints[found.rules.read.operationId] ?? request.endpoint
  const base = itemBase(request.endpoint, found.items) ?? baseResponse(single)
  const entries = found.tasks.map((task) => taskItem(documentOf(context, task, request), base, viewInRead(context, task, request)))
  const draft = listResponse(request.endpoint, found.items, entries)
  writeGoodEnvelope(context.model.table.errors, draft)
  return draft
}

function documentOf(context: Context, task: Task, request: EndpointRequest): TaskDocument {
  const rules = context.model.table.tasks[task.kind] as TaskRules
  return { endpoint: request.endpoint, rules, errors: context.model.table.errors }
}

/** What a read reports about a task: its real state, unless the fault `reads-failed` reports it as failed. */
function viewInRead(context: Context, task: Task, { faults }: EndpointRequest): TaskView {
  const view = viewOf(context, task)
  const fault = faults.find((each) => each.kind === 'reads-failed')
  if (view.state === 'failed' && failsInResult(context.model.table.tasks[task.kind] as TaskRules)) return { ...view, state: 'succeeded' }
  if (fault === undefined) return view
  const { class: failureClass = 'server', message = 'the generation failed', code } = fault
  return { ...view, state: 'failed', failure: { class: failureClass, message, ...defined({ code }) } }
}

/** Whether only the result of a task tells that it has failed. */
function failsInResult({ states, result }: TaskRules): boolean {
  return !tellFailure(states) && tellFailure(result?.states)
}

function tellFailure(states: TaskRules['states'] = []): boolean {
  return states.some(({ is }) => is === 'failed')
}

/** The current state of a task, as responses report it. */
export function viewOf(context: Context, task: Task): TaskView {
  const { outcome } = task
  const made = task.file
  return {
    state: taskState(task, context.clock.now()),
    word: outcome.state === 'unknown' ? outcome.word : 'unknown',
    failure:
      outcome.state === 'failed'
        ? outcome
        : made?.state === 'failed'
          ? { class: 'server', message: 'the file could not be made' }
          : undefined,
    outputs: { ...task.outputs, ...links(context, task), ...(made?.bytes === undefined ? {} : { size: made.bytes, bytes: made.bytes }) },
    credits: task.charge,
    progress: progressAt(task.timeline, context.clock.now()),
    id: task.id,
    resultId: task.resultId,
    cancelId: task.cancelId,
    request: task.request,
    fields: task.fields,
    createdMs: task.timeline.createdMs,
  }
}

function links(context: Context, task: Task): Record<string, Json> {
  const outputs = context.model.table.tasks[task.kind]?.outputs ?? {}
  const files = Object.entries(task.outputs).filter(([name]) => outputs[name] !== undefined && isFileOutput(outputs[name]))
  return Object.fromEntries(files.map(([name, file]) => [name, references(context, outputs[name] as OutputRule, file)]))
}
