import { checkParameters } from '../requests/check-parameters.ts'
import { bodyProblem, withTypedFields } from '../requests/choose-role.ts'
import type { EndpointRequest } from '../requests/incoming.ts'
import { asRefusal, mistake, Refusal } from '../requests/refusal.ts'
import type { OperationRole, TaskRole } from '../requests/roles.ts'
import type { RouteMatch } from '../requests/route-table.ts'
import { type Draft, readFirst, writeFirst } from '../responses/draft.ts'
import { errorResponse } from '../responses/error-response.ts'
import type { Classified } from './classify-request.ts'
import type { Context } from './context.ts'
import { acceptPaid } from './handlers/accept-paid.ts'
import { acceptUpload } from './handlers/accept-upload.ts'
import { cancelTask } from './handlers/cancel-task.ts'
import { handleCharge, handleQuery } from './handlers/handle-call.ts'
import { takeFiles } from './handlers/inside-files.ts'
import { lookUpTask, readManyTasks, readResult, readTask, recentTasks } from './handlers/read-tasks.ts'
import { submitTask } from './handlers/submit-task.ts'
import { noteMistake, noteOverlooked } from './mistakes.ts'

/** Carries out a request and returns the response in the document's own shape. Never throws. */
export async function handleRequest(context: Context, request: Classified): Promise<Draft> {
  return withFreshTrace(context, await handleOrRefuse(context, request))
}

async function handleOrRefuse(context: Context, request: Classified): Promise<Draft> {
  try {
    if (request.refusal !== undefined) throw request.refusal
    const waitSeconds = context.state.rate.take(context.clock.now())
    if (waitSeconds !== undefined) throw new Refusal('rate-limit', 'too many requests in a minute', { retryAfterSeconds: waitSeconds })
    noteOverlooked(context, request)
    return await perform(context, request, request.match as RouteMatch)
  } catch (error) {
    return refuse(context, request, asRefusal(error))
  }
}

function refuse(context: Context, request: Classified, refusal: Refusal): Draft {
  const { ledger } = context.state
  if (request.phase === 'submit') ledger.count('refused')
  if (request.operation !== undefined) ledger.countFor(request.operation, 'refused')
  if (refusal.mistake) noteMistake(context, request, refusal.message)
  const draft = errorResponse(context.model.table.errors, request.match?.endpoint, { class: refusal.class, message: refusal.message })
  if (refusal.status !== undefined) draft.status = refusal.status
  if (refusal.retryAfterSeconds !== undefined) draft.headers['retry-after'] = String(refusal.retryAfterSeconds)
  return draft
}

async function perform(context: Context, classified: Classified, match: RouteMatch): Promise<Draft> {
  const { role, incoming, faults } = classified
  const parameters = checkParameters(match.endpoint, { incoming, pathParameters: match.pathParameters, check: context.check })
  const request: EndpointRequest = { incoming, ...match, parameters, faults }
  if (role?.kind === 'operation') return performOperation(context, request, role)
  const problem = bodyProblem(match.endpoint.bodies[incoming.contentType], incoming, context.check)
  if (problem !== undefined) throw mistake('invalid-request', problem)
  return role === undefined ? handleQuery(context, request) : performTaskRole(context, request, role)
}

async function performOperation(context: Context, received: EndpointRequest, role: OperationRole): Promise<Draft> {
  const { operation } = role
  const { ledger } = context.state
  const { request, sources } = await takeFiles(context, withTypedFields(received, context.check), operation)
  const given = { request, role, sources }
  if (operation.kind === 'task') return acceptPaid(context, request, { operation, perform: () => submitTask(context, given) })
  if (operation.kind === 'charge') return acceptPaid(context, request, { operation, perform: () => handleCharge(context, given) })
  const draft = operation.kind === 'upload' ? await acceptUpload(context, request, role) : handleQuery(context, request, role)
  if (operation.kind === 'upload') ledger.count('uploads')
  ledger.countFor(operation.name, 'accepted')
  return draft
}

function performTaskRole(context: Context, request: EndpointRequest, role: TaskRole): Draft {
  switch (role.kind) {
    case 'read':
      return readTask(context, request, role)
    case 'cancel':
      return cancelTask(context, request, role)
    case 'lookup':
      return lookUpTask(context, request, role)
    case 'result':
      return readResult(context, request, role)
    case 'readMany':
      return readManyTasks(context, request, role)
    case 'recent':
      return recentTasks(context, request, role)
  }
}

/** Replaces the provider's own id of a request with a fresh one, if the response has one. */
function withFreshTrace(context: Context, draft: Draft): Draft {
  const places = context.model.table.errors.trace
  if (places !== undefined && readFirst(draft, places) !== undefined) writeFirst(draft, places, context.state.ids.mint({ type: 'uuid' }))
  return draft
}
