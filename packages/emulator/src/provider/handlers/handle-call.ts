import type { OperationTable } from '../../documents/terms.ts'
import type { EndpointRequest } from '../../requests/incoming.ts'
import { requestFields } from '../../requests/incoming.ts'
import type { OperationRole } from '../../requests/roles.ts'
import { baseResponse, echoRequest } from '../../responses/base-response.ts'
import { writeGoodEnvelope } from '../../responses/condition.ts'
import { type Draft, isFileOutput, typedFor, writeOrClear, writePlace } from '../../responses/draft.ts'
import type { Json, JsonObject } from '../../responses/json.ts'
import { writeOutputs } from '../../responses/write-outputs.ts'
import type { FileRecipe } from '../../tasks/media.ts'
import type { Context } from '../context.ts'
import { offerFile } from '../make-files.ts'
import { references } from '../requested-file.ts'
import type { Performed, Submitted } from './accept-paid.ts'
import { chargeFor } from './accept-paid.ts'
import { fileCount } from './file-count.ts'
import { findSources, type Source } from './sources.ts'
import { planFiles } from './task-files.ts'

/** Responds to a free call: with the account's balance, or with the document's own example. */
export function handleQuery(context: Context, request: EndpointRequest, role?: OperationRole): Draft {
  context.state.ledger.count('queries')
  const draft = goodResponse(context, request)
  echoRequest(draft.body, requestFields(request))
  if (role?.operation.fileTypes !== undefined) {
    const id = context.state.ids.mint({ type: 'uuid' })
    writeFiles(context, draft, { operation: role.operation, fields: requestFields(request), sources: [], id })
  }
  const places = role?.operation.balance?.sum ?? []
  const balance = context.state.account.balance ?? (hasExample(request) ? undefined : ENOUGH)
  if (balance !== undefined)
    for (const [index, place] of places.entries()) writePlace(draft, place, typedFor(draft, place, index === 0 ? balance : 0))
  return draft
}

/** The balance of an unlimited account, in the provider's unit, if the document has no example of one. */
const ENOUGH = 1_000_000

function hasExample({ endpoint }: EndpointRequest): boolean {
  return Object.entries(endpoint.answers).some(([status, { example }]) => status.startsWith('2') && example !== undefined)
}

/**
 * Responds to a paid call whose result is in the response itself.
 * @throws Refusal if the credits are used up, or an id in the request is not known.
 */
export function handleCharge(context: Context, { request, role, sources: inside }: Submitted): Performed {
  const { operation } = role
  const fields = requestFields(request)
  const sources = [...inside, ...findSources(context, operation, fields)]
  const charge = chargeFor(context, operation, { fields, sources })
  context.state.account.charge(charge)
  const id = context.state.ids.mint({ type: 'uuid' })
  const draft = goodResponse(context, request)
  echoRequest(draft.body, fields)
  const recipes = writeFiles(context, draft, { operation, fields, sources, id })
  const amounts = ['credits', 'charged'].flatMap((name): [string, Json][] => (charge === undefined ? [] : [[name, charge]]))
  writeOutputs(draft, operation.outputs, Object.fromEntries(amounts))
  if (operation.charged !== undefined) writeOrClear(draft, operation.charged, charge)
  return { draft, taskId: id, charge, recipes }
}

type Called = {
  readonly operation: OperationTable
  readonly fields: JsonObject
  readonly sources: readonly Source[]
  readonly id: string
}

/** Makes the files of a response: those that it names, and the one that is its body. Returns how they are made. */
function writeFiles(context: Context, draft: Draft, called: Called): readonly FileRecipe[] {
  const { operation, fields } = called
  const { outputs } = operation
  const count = fileCount(operation, { fields, outputs, example: draft })
  const files = planFiles({ ...called, rules: operation, count })
  for (const recipe of files.recipes) offerFile(context, recipe)
  const named = Object.entries(outputs).flatMap(([name, rule]): [string, Json][] =>
    isFileOutput(rule) ? [[name, references(context, rule, files.names[name] ?? '')]] : [],
  )
  writeOutputs(draft, outputs, Object.fromEntries(named))
  return files.recipes
}

function goodResponse(context: Context, request: EndpointRequest): Draft {
  const draft = baseResponse(request.endpoint)
  writeGoodEnvelope(context.model.table.errors, draft)
  return draft
}
