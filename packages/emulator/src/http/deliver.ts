import type { ServerResponse } from 'node:http'
import { defined } from '@shotlist/codegen/defined'
import type { Classified } from '../provider/classify-request.ts'
import type { Context } from '../provider/context.ts'
import { handleRequest } from '../provider/handle-request.ts'
import { type Draft, writeFirst } from '../responses/draft.ts'
import { codeFor, errorResponse, listedRule } from '../responses/error-response.ts'
import { stringifyExact } from '../responses/json.ts'
import type { Fault, FaultKind } from '../scenario/faults.ts'
import { type Reply, sendReply } from './reply.ts'
import { sendAsBody } from './serve-file.ts'

type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>

/** The response of a gateway when the provider takes too long. */
const GATEWAY_TIMEOUT = '{"message":"Endpoint request timed out"}'

const PAGE = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

/** Responds to a request and applies its faults. `closing` aborts when the emulator closes. */
export async function deliver(
  context: Context,
  request: Classified,
  wire: { readonly response: ServerResponse; readonly closing: AbortSignal },
): Promise<void> {
  const { response } = wire
  const latency = request.faults.filter((fault): fault is FaultOf<'latency'> => fault.kind === 'latency')
  for (const { ms, jitterMs } of latency) await context.clock.sleep(ms + (jitterMs ?? 0) * context.random(), wire.closing)
  if (wire.closing.aborted) return
  if (has(request, 'drop-before')) {
    response.socket?.destroy()
    return
  }
  const instead = insteadOf(context, request)
  if (instead !== undefined && !instead.accepted) {
    sendReply(response, instead.reply)
    return
  }
  if (has(request, 'continue')) response.writeContinue()
  const draft = await handleRequest(context, request)
  if (has(request, 'drop-after')) response.socket?.destroy()
  else if (has(request, 'stall-headers')) holdOpen(response)
  else if (draft.file !== undefined && instead === undefined)
    await sendAsBody(context, { name: draft.file, headers: draft.headers, faults: request.faults }, wire)
  else sendReply(response, instead?.reply ?? cutReply(request, draft))
}

/** The reply that a fault sends in place of the real one, and whether the request is carried out nevertheless. */
function insteadOf(context: Context, request: Classified): { readonly reply: Reply; readonly accepted: boolean } | undefined {
  for (const fault of request.faults) {
    if (fault.kind === 'html')
      return { reply: { status: 200, headers: { 'content-type': 'text/html' }, body: PAGE }, accepted: fault.accepted ?? false }
    if (fault.kind === 'foreign-json')
      return {
        reply: { status: 200, headers: { 'content-type': 'application/json' }, body: fault.body ?? GATEWAY_TIMEOUT },
        accepted: fault.accepted ?? false,
      }
    if (fault.kind === 'status') return { reply: statusReply(context, fault), accepted: fault.accepted ?? false }
    if (fault.kind === 'error') return { reply: errorReply(context, request, fault), accepted: false }
  }
  return undefined
}

/** The reply of a gateway in front of the provider: a status and a message, but no code of the provider. */
function statusReply(context: Context, fault: FaultOf<'status'>): Reply {
  const draft: Draft = { status: fault.status, headers: retryAfter(fault.retryAfter), body: {}, schema: undefined }
  writeFirst(draft, context.model.table.errors.message, `the emulator is set to respond with ${fault.status}`)
  return replyOf(draft)
}

function errorReply(context: Context, request: Classified, fault: FaultOf<'error'>): Reply {
  const { errors } = context.model.table
  const errorClass = fault.class ?? listedRule(errors.codes, fault.code ?? '')?.class ?? 'unknown'
  const listed = listedRule(errors.codes, fault.code ?? codeFor(errors, { class: errorClass }).code)
  const message = fault.message ?? listed?.meaning ?? `the emulator is set to respond with ${errorClass}`
  const draft = errorResponse(errors, request.match?.endpoint, { class: errorClass, message, ...defined({ code: fault.code }) })
  return replyOf({ ...draft, headers: { ...draft.headers, ...retryAfter(fault.retryAfter) } })
}

function cutReply(request: Classified, draft: Draft): Reply {
  const reply = replyOf(draft)
  if (has(request, 'drop-mid-body')) return { ...reply, cut: 'half' }
  if (has(request, 'stall-body')) return { ...reply, cut: 'stall' }
  return has(request, 'truncated-json') ? { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) } : reply
}

function replyOf(draft: Draft): Reply {
  return {
    status: draft.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...draft.headers },
    body: draft.body === undefined ? '' : stringifyExact(draft.body),
  }
}

/** Seconds as a number, or a date as text. */
function retryAfter(value: number | string | undefined): Record<string, string> {
  return value === undefined ? {} : { 'retry-after': String(value) }
}

function has(request: Classified, kind: FaultKind): boolean {
  return request.faults.some((fault) => fault.kind === kind)
}

/** Sends nothing. The connection stays open until the client times out or the emulator closes. */
function holdOpen(response: ServerResponse): void {
  response.socket?.setTimeout(0)
}
