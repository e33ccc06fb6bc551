import type { EndpointModel, OperationModel, ProviderModel } from '@shotlist/codegen'
import type { OperationTable, TaskRules } from '../documents/terms.ts'
import { isEmpty, isObject, type Json } from '../responses/json.ts'
import { parsePlace, readAt } from '../responses/place.ts'
import { bodyValue, type Incoming, sentFields } from './incoming.ts'

/** A named operation. */
export type OperationRole = { readonly kind: 'operation'; readonly operation: OperationTable; readonly model: OperationModel }

/** What a request to an endpoint may ask for. One endpoint may have several roles. */
export type Role =
  | OperationRole
  | { readonly kind: 'read'; readonly task: string; readonly rules: TaskRules }
  | { readonly kind: 'read-many'; readonly task: string; readonly rules: TaskRules; readonly many: NonNullable<TaskRules['readMany']> }
  | { readonly kind: 'recent'; readonly task: string; readonly rules: TaskRules; readonly recent: NonNullable<TaskRules['recent']> }

/** All roles of an endpoint, the most specific first: roles that need an id come before roles that only need fixed fields. */
export function rolesOf(model: ProviderModel, endpoint: EndpointModel): Role[] {
  const roles: Role[] = []
  const tasks = Object.entries(model.table.tasks)
  for (const [task, rules] of tasks) {
    if (rules.readMany?.operationId === endpoint.operationId) roles.push({ kind: 'read-many', task, rules, many: rules.readMany })
  }
  for (const [task, rules] of tasks) {
    if (rules.read.operationId === endpoint.operationId) roles.push({ kind: 'read', task, rules })
  }
  for (const [task, rules] of tasks) {
    if (rules.recent?.operationId === endpoint.operationId) roles.push({ kind: 'recent', task, rules, recent: rules.recent })
  }
  for (const name of endpoint.names) {
    const operation = model.table.operations[name]
    const described = model.operations[name]
    if (operation !== undefined && described !== undefined) roles.push({ kind: 'operation', operation, model: described })
  }
  return roles
}

/** The fields that a document sends with every request of this role. */
export function fixedFields(role: Role): Readonly<Record<string, unknown>> {
  if (role.kind === 'operation') return role.operation.fixed ?? {}
  if (role.kind === 'read') return role.rules.read.fixed ?? {}
  return (role.kind === 'read-many' ? role.many.fixed : role.recent.fixed) ?? {}
}

/** Whether a request has what the role needs: its fixed fields and, for reads, an id. */
export function fitsRole(role: Role, incoming: Incoming, pathParameters: Readonly<Record<string, string>>): boolean {
  const sent = sentFields(incoming)
  if (!Object.entries(fixedFields(role)).every(([name, value]) => equalField(sent[name], value as Json))) return false
  if (role.kind === 'read-many') return Array.isArray(readRequest(role.many.id, incoming, pathParameters))
  return role.kind !== 'read' || !isEmpty(readRequest(role.rules.read.id, incoming, pathParameters))
}

/** The value that an expression reads from the request. */
export function readRequest(expression: string, incoming: Incoming, pathParameters: Readonly<Record<string, string>>): Json | undefined {
  const place = parsePlace(expression)
  if (place.in === 'body') return readAt(bodyValue(incoming), place.tokens)
  if (place.in === 'path') return pathParameters[place.name]
  if (place.in === 'query') return incoming.query[place.name]
  return place.in === 'header' ? incoming.headers[place.name.toLowerCase()] : undefined
}

/** Fields of the body that the operation does not have. */
export function unknownFields(role: OperationRole, incoming: Incoming): string[] {
  const body = bodyValue(incoming)
  const known = new Set([...role.model.fields.map((field) => field.name), ...Object.keys(fixedFields(role))])
  return isObject(body) ? Object.keys(body).filter((name) => !known.has(name)) : []
}

function equalField(sent: Json | undefined, fixed: Json): boolean {
  if (sent === undefined) return false
  return sent === fixed || (typeof sent !== 'object' && String(sent) === String(fixed)) || JSON.stringify(sent) === JSON.stringify(fixed)
}
