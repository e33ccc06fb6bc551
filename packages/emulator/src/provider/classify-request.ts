import type { ProviderTable } from '@shotlist/codegen'
import { chooseRole } from '../requests/choose-role.ts'
import type { Incoming } from '../requests/incoming.ts'
import { asRefusal, mistake, Refusal } from '../requests/refusal.ts'
import { phaseOf, type Role } from '../requests/roles.ts'
import type { RouteMatch } from '../requests/route-table.ts'
import { tokenProblem } from '../requests/token-problem.ts'
import { type Fault, type Phase, RESULT } from '../scenario/faults.ts'
import type { Context } from './context.ts'

/** A request, classified as far as possible: its purpose, and the faults that apply to it. */
export type Classified = {
  readonly incoming: Incoming
  readonly match: RouteMatch | undefined
  readonly role: Role | undefined
  readonly phase: Phase
  readonly operation: string | undefined
  readonly faults: readonly Fault[]
  /** The reason why it is refused before anything is done. */
  readonly refusal: Refusal | undefined
}

/** Determines the purpose of a request. Never throws: a problem of the request becomes its `refusal`. */
export function classifyRequest(context: Context, sent: Incoming): Classified {
  const found = context.routes.match(sent.method, sent.path)
  const match = typeof found === 'object' ? found : undefined
  let incoming = sent
  let role: Role | undefined
  let refusal: Refusal | undefined
  try {
    // Clients send HEAD to check that the provider is reachable and to read its clock.
    if (incoming.method === 'HEAD' && match === undefined) throw new Refusal('not-found', 'there is nothing at this path', { status: 404 })
    checkKey(context, incoming)
    checkHeaders(context.model.table, incoming)
    if (found === 'method') throw mistake('not-found', `${incoming.method} is not served at this path`, 405)
    if (match === undefined) throw mistake('not-found', 'there is nothing at this path', 404)
    checkBody(match, incoming)
    const chosen = chooseRole(context.model, match.endpoint, { incoming, pathParameters: match.pathParameters, check: context.check })
    role = chosen?.role
    incoming = chosen?.incoming ?? sent
  } catch (error) {
    refusal = asRefusal(error)
  }
  const operation = role?.kind === 'operation' ? role.operation.name : undefined
  const phase = role === undefined ? phaseOfPath(context, match) : phaseOf(role)
  const faults = context.faults.strike(phase, role?.kind === 'result' ? RESULT : operation)
  return { incoming, match, role, phase, operation, refusal, faults }
}

function checkBody({ endpoint }: RouteMatch, incoming: Incoming): void {
  const { body, contentType } = incoming
  const types = Object.keys(endpoint.bodies)
  if (body.kind === 'broken') throw mistake('invalid-request', body.why, body.status)
  if (types.length === 0) return
  if (body.kind === 'none') {
    if (endpoint.bodyRequired) throw mistake('invalid-request', 'the request needs a body')
  } else if (!types.includes(contentType)) {
    throw mistake('invalid-request', `the content type must be ${types.join(' or ')}, not ${contentType || 'absent'}`)
  }
}

/** @throws Refusal if the request does not carry the headers that the document sets on every request. */
function checkHeaders({ headers = {} }: ProviderTable, incoming: Incoming): void {
  const missing = Object.entries(headers).find(([name, value]) => incoming.headers[name] !== value)
  if (missing !== undefined) throw mistake('invalid-request', `the header ${missing[0]} must be ${JSON.stringify(missing[1])}`)
}

/** The phase of a request that is not understood, by the operations that share its path. */
function phaseOfPath({ model }: Context, match: RouteMatch | undefined): Phase {
  const kinds = match?.endpoint.names.map((name) => model.table.operations[name]?.kind) ?? []
  if (kinds.includes('task') || kinds.includes('charge')) return 'submit'
  if (kinds.includes('upload')) return 'upload'
  const reads = Object.values(model.table.tasks).some((rules) => rules.read.operationId === match?.endpoint.operationId)
  return reads ? 'read' : 'query'
}

/**
 * Checks that the request has a key where the document expects it. Any key is accepted unless the options list keys.
 * @throws Refusal of class `auth`. Its message never contains the key.
 */
export function checkKey({ model, settings, clock }: Context, incoming: Incoming): void {
  const { auth } = model.table
  const { keys } = settings
  if (auth === null) return
  const value = auth.in === 'query' ? incoming.query[auth.name] : incoming.headers[auth.name.toLowerCase()]
  if (value === undefined || value === '')
    throw mistake('auth', `the ${auth.in === 'query' ? 'query parameter' : 'header'} ${auth.name} with the key is missing`)
  if (!value.toLowerCase().startsWith(auth.prefix.toLowerCase()))
    throw mistake('auth', `the header ${auth.name} must begin with "${auth.prefix.trim()}"`)
  const key = value.slice(auth.prefix.length).trim()
  if (key === '') throw mistake('auth', `the header ${auth.name} has no key after "${auth.prefix.trim()}"`)
  if (auth.jwt !== undefined) {
    const problem = tokenProblem(key, { rule: auth.jwt, keys, nowMs: clock.now() })
    if (problem !== undefined) throw mistake('auth', problem)
  } else if (keys !== undefined && !keys.includes(key)) throw mistake('auth', 'the key is not known')
}
