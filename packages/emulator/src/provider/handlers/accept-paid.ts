import { defined } from '@shotlist/codegen/defined'
import type { OperationTable } from '../../documents/terms.ts'
import type { EndpointRequest, Incoming } from '../../requests/incoming.ts'
import { requestFields } from '../../requests/incoming.ts'
import { Refusal } from '../../requests/refusal.ts'
import { type OperationRole, readRequest } from '../../requests/roles.ts'
import type { Draft } from '../../responses/draft.ts'
import { canonicalText, type JsonObject } from '../../responses/json.ts'
import type { FileRecipe } from '../../tasks/media.ts'
import { priceOf, withDefaults } from '../../tasks/price.ts'
import type { Task } from '../../tasks/task.ts'
import { taskState } from '../../tasks/task.ts'
import type { Context } from '../context.ts'
import { noteMistake } from '../mistakes.ts'
import type { Source } from './sources.ts'

/** A paid request, the operation that it asks for, and the files that were inside it. */
export type Submitted = { readonly request: EndpointRequest; readonly role: OperationRole; readonly sources: readonly Source[] }

/** The result of a submission. `task` is absent if the result is in the response itself. */
export type Performed = {
  readonly draft: Draft
  readonly taskId: string
  readonly charge: number | undefined
  readonly task?: Task
  /** Without a task: how the files of the response are made. */
  readonly recipes?: readonly FileRecipe[]
}

/**
 * Carries out a paid request once for each key: a known key gets the first response again, and nothing is started or charged. Content that
 * was accepted before under another key is carried out again, as a real provider does, and counted as a duplicate.
 */
export function acceptPaid(
  context: Context,
  request: EndpointRequest,
  paid: { readonly operation: OperationTable; readonly perform: () => Performed },
): Draft {
  const { ledger, replays } = context.state
  const { operation } = paid
  const content = `${operation.name} ${canonicalText(requestFields(request))}`
  const key = idempotencyKey(context, request)
  const remembered = key === undefined ? undefined : replays.findKey(key)
  if (remembered !== undefined) {
    ledger.count('replayed')
    ledger.countFor(operation.name, 'replayed')
    if (remembered.content !== content) {
      noteMistake(
        context,
        { ...request, operation: operation.name },
        `the value of ${context.model.table.idempotency ?? ''} came with another request before`,
      )
    }
    const { status, headers, body, file } = remembered.answer
    return { status, headers: { ...headers }, body: structuredClone(body), ...defined({ file }), schema: undefined }
  }
  const { draft, taskId, charge, task, recipes } = paid.perform()
  ledger.count('submissions')
  ledger.countFor(operation.name, 'accepted')
  noteDuplicate(context, { content, taskId, operation: operation.name })
  const answer = {
    status: draft.status,
    headers: { ...draft.headers },
    body: structuredClone(draft.body),
    ...defined({ file: draft.file }),
  }
  const known = defined({ key, task, recipes })
  const submission = { operation: operation.name, content, taskId, charge, answer, ...known }
  replays.remember(submission)
  context.memory?.write({ submission, nextId: context.state.ids.next })
  return draft
}

function idempotencyKey(context: Context, request: EndpointRequest): string | undefined {
  const { idempotency } = context.model.table
  if (idempotency === undefined) return undefined
  return keyAt(idempotency.startsWith('$') ? idempotency : `$request.header.${idempotency}`, request)
}

/** The key at a place of a submission, always written with dashes if it is a UUID. */
export function keyAt(expression: string, { incoming, pathParameters }: EndpointRequest): string | undefined {
  const { sent } = incoming
  const whole: Incoming = sent === undefined ? incoming : { ...incoming, body: { kind: 'json', value: sent } }
  const value = readRequest(expression, whole, pathParameters)
  if (typeof value !== 'string' || value === '') return undefined
  return /^[\da-f]{32}$/i.test(value) ? value.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5') : value
}

/** A submission after a failed task is a new attempt, not a duplicate. */
function noteDuplicate(context: Context, submission: { content: string; taskId: string; operation: string }): void {
  const earlier = context.state.replays.findContent(submission.content)
  if (earlier === undefined) return
  const task = context.state.tasks.find(earlier)
  if (task !== undefined && taskState(task, context.clock.now()) === 'failed') return
  context.state.ledger.duplicate({ operation: submission.operation, taskId: submission.taskId, sameAs: earlier })
}

/**
 * The price of a request, after checking that the account can pay it.
 * @throws Refusal of class `quota` if the account cannot pay.
 */
export function chargeFor(
  context: Context,
  operation: OperationTable,
  request: { readonly fields: JsonObject; readonly sources: readonly Source[] },
): number | undefined {
  const secondsOf = (field: string): number | undefined => {
    const lengths = request.sources.filter((source) => source.field === field).map(({ seconds }) => seconds)
    return lengths.length === 0 || lengths.includes(undefined) ? undefined : lengths.reduce((sum: number, one) => sum + (one ?? 0), 0)
  }
  const charge = priceOf(operation.price, { fields: withDefaults(operation, request.fields), secondsOf })
  const { account } = context.state
  if (account.affords(charge)) return charge
  const { unit } = context.model.table.money
  throw new Refusal('quota', `${operation.name} costs ${charge ?? 'something'} ${unit}, and ${account.balance ?? 0} are left`)
}
