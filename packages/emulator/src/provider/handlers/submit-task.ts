import { defined } from '@shotlist/codegen/defined'
import type { TaskRules } from '../../documents/terms.ts'
import type { EndpointRequest } from '../../requests/incoming.ts'
import { bodyValue, requestFields } from '../../requests/incoming.ts'
import { Refusal } from '../../requests/refusal.ts'
import { baseResponse, echoRequest } from '../../responses/base-response.ts'
import { type FailedTask, isBilled } from '../../responses/billed.ts'
import { writeGoodEnvelope } from '../../responses/condition.ts'
import {
  chooseCandidate,
  type Draft,
  hasOutputs,
  readFirst,
  typedFor,
  writeDescribed,
  writeFirst,
  writeOrClear,
  writePlace,
} from '../../responses/draft.ts'
import { listedRule } from '../../responses/error-response.ts'
import type { Fault } from '../../scenario/faults.ts'
import { webhookTarget } from '../../scenario/webhook-targets.ts'
import type { Outcome, Task } from '../../tasks/task.ts'
import { planTimeline } from '../../tasks/task.ts'
import type { Context } from '../context.ts'
import { makeFiles } from '../make-files.ts'
import { noteMistake } from '../mistakes.ts'
import type { Performed, Submitted } from './accept-paid.ts'
import { chargeFor, keyAt } from './accept-paid.ts'
import { declinedOutputs, fileCount } from './file-count.ts'
import { findSources } from './sources.ts'
import { planFiles } from './task-files.ts'
import { newTaskIds, taskOutputs } from './task-outputs.ts'

/**
 * Starts a task and responds with its id.
 * @throws Refusal if no slot is free, the credits are used up, or an id in the request is not known.
 */
export function submitTask(context: Context, { request, role, sources: inside }: Submitted): Performed {
  const { operation } = role
  const kind = operation.starts as string
  const rules = context.model.table.tasks[kind] as TaskRules
  const sent = rules.lookup?.sent
  const fields = requestFields(request)
  const sources = [...inside, ...findSources(context, operation, fields)]
  const charge = chargeFor(context, operation, { fields, sources })
  const nowMs = context.clock.now()
  const { tasks, account } = context.state
  if (tasks.inFlight(nowMs) >= context.settings.inFlight) {
    throw new Refusal('busy', `${context.settings.inFlight} tasks are in flight already; wait for one to end`)
  }
  const holder = context.model.endpoints[(rules.result ?? rules.read).operationId] ?? request.endpoint
  const count = fileCount(operation, { fields, outputs: rules.outputs, example: baseResponse(holder, hasOutputs(rules.outputs)) })
  const ids = newTaskIds(context, { request, rules, count })
  const outcome = chooseOutcome(request.faults, { nowMs, rules, errors: context.model.table.errors })
  const slow = request.faults.find((fault) => fault.kind === 'task-slow')
  const files = planFiles({ operation, rules, fields, sources, id: ids.task, count, declined: declinedOutputs(role, { fields, rules }) })
  const task: Task = {
    id: ids.task,
    kind,
    operation: operation.name,
    request: request.incoming.sent ?? bodyValue(request.incoming) ?? fields,
    fields,
    ...defined({ key: sent === undefined ? undefined : keyAt(sent, request) }),
    timeline: planTimeline(nowMs, context.settings, context.random, slow?.factor),
    outcome,
    charge,
    resultId: ids.result,
    cancelId: ids.cancel,
    outputs: taskOutputs(context, { rules, ids, files, fields, charge }),
    file: outcome.state === 'failed' ? undefined : files.main,
    recipes: outcome.state === 'failed' ? [] : files.recipes,
  }
  account.charge(charge)
  tasks.add(task, nowMs)
  makeFiles(context, task)
  const target = webhookTarget({ operation, fields }, { rules: context.model.table.webhooks, targets: context.webhooks.targets })
  if (target !== undefined && 'problem' in target) {
    noteMistake(context, { incoming: request.incoming, operation: operation.name }, target.problem)
  } else if (target !== undefined) context.webhooks.announce(context, task, target)
  return { draft: acceptedResponse(context, request, { task, rules }), taskId: task.id, charge, task }
}

function acceptedResponse(context: Context, request: EndpointRequest, made: { task: Task; rules: TaskRules }): Draft {
  const { task, rules } = made
  const draft = baseResponse(request.endpoint, (candidate) => readFirst(candidate, rules.id) !== undefined)
  echoRequest(draft.body, task.fields)
  const chosen = chooseCandidate(draft, rules.id)
  writePlace(draft, chosen, typedFor(draft, chosen, task.id))
  writeDescribed(draft, rules.cancel?.value, task.cancelId)
  if (rules.result?.submitted !== undefined) writeFirst(draft, rules.result.submitted, task.resultId)
  if (rules.charged !== undefined) writeOrClear(draft, rules.charged, task.charge)
  writeGoodEnvelope(context.model.table.errors, draft)
  return draft
}

/** How a task will end: it succeeds unless a fault applies. */
function chooseOutcome(
  faults: readonly Fault[],
  { nowMs, ...document }: Omit<FailedTask, 'failure'> & { readonly nowMs: number },
): Outcome {
  for (const fault of faults) {
    if (fault.kind === 'task-never-ends') return { state: 'never' }
    if (fault.kind === 'task-unknown-state')
      return { state: 'unknown', word: fault.value ?? 'reticulating', untilMs: nowMs + (fault.forMs ?? Infinity) }
    if (fault.kind !== 'task-fails') continue
    const failureClass = fault.class ?? listedRule(document.errors.codes, fault.code ?? '')?.class ?? 'server'
    const message = fault.message ?? (failureClass === 'moderation' ? 'the content review refused the clip' : 'the generation failed')
    const failure = { class: failureClass, message, ...defined({ code: fault.code }) }
    return { state: 'failed', ...failure, isBilled: fault.charged ?? isBilled({ ...document, failure }) }
  }
  return { state: 'succeeded' }
}
