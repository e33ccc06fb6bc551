import type { EndpointModel, OperationModel, ProviderModel } from '@shotlist/codegen'
import type { OperationTable, TaskRules } from '../documents/terms.ts'
import { isEmpty, isObject, type Json } from '../responses/json.ts'
import { parsePlace, readAt } from '../responses/place.ts'
import type { Phase } from '../scenario/faults.ts'
import { bodyValue, type Incoming, sentFields } from './incoming.ts'

/** A named operation. */
export type OperationRole = { readonly kind: 'operation'; readonly operation: OperationTable; readonly model: OperationModel }

/** What a document describes of each kind of task by an endpoint of its own: `read`, `readMany`, `result`, `recent`, `cancel` ... */
type TaskRequests = {
  readonly [Kind in keyof Required<TaskRules> as Required<TaskRules>[Kind] extends { readonly operationId: string }
    ? Kind
    : never]: Required<TaskRules>[Kind]
}

/** A request about tasks of one kind. `rule` is what the document says of the request. */
export type TaskRole<Kind extends keyof TaskRequests = keyof TaskRequests> = {
  readonly [Each in Kind]: { readonly kind: Each; readonly task: string; readonly rules: TaskRules; readonly rule: TaskRequests[Each] }
}[Kind]

/** What a request to an endpoint may ask for. One endpoint may have several roles. */
export type Role = OperationRole | TaskRole

const OPERATION_PHASES: Readonly<Record<OperationTable['kind'], Phase>> = {
  task: 'submit',
  charge: 'submit',
  upload: 'upload',
  query: 'query',
}
/** The most specific first. */
const TASK_PHASES: Readonly<Record<keyof TaskRequests, Phase>> = {
  cancel: 'query',
  readMany: 'read',
  read: 'read',
  result: 'read',
  lookup: 'read',
  recent: 'read',
}

/** The phase of the requests that ask for a role. */
export function phaseOf(role: Role): Phase {
  return role.kind === 'operation' ? OPERATION_PHASES[role.operation.kind] : TASK_PHASES[role.kind]
}

/** All roles of an endpoint, the most specific first: roles that need an id come before roles that only need fixed fields. */
export function rolesOf(model: ProviderModel, endpoint: EndpointModel): Role[] {
  const ofTasks = (Object.keys(TASK_PHASES) as (keyof TaskRequests)[]).flatMap((kind) =>
    Object.entries(model.table.tasks).flatMap(([task, rules]) => {
      const rule = rules[kind]
      return rule?.operationId === endpoint.operationId ? [{ kind, task, rules, rule } as TaskRole] : []
    }),
  )
  const ofOperations = endpoint.names.flatMap((name): OperationRole[] => {
    const operation = model.table.operations[name]
    const described = model.operations[name]
    return operation === undefined || described === undefined ? [] : [{ kind: 'operation', operation, model: described }]
  })
  return [...ofTasks, ...ofOperations]
}

/** The fields that a document sends with every request of this role. */
export function fixedFields(role: Role): Readonly<Record<string, unknown>> {
  if (role.kind === 'operation') return role.operation.fixed ?? {}
  const { fixed, parameters } = role.rule
  return { ...fixed, ...parameters?.path, ...parameters?.query, ...withoutPreference(parameters?.header) }
}

/** Whether a request has what the role needs: its fixed fields and, if the document says where, the id of a task or a list of them. */
export function fitsRole(role: Role, incoming: Incoming, pathParameters: Readonly<Record<string, string>>): boolean {
  const fields = sentFields(incoming)
  const sent = (name: string): Json | undefined => fields[name] ?? pathParameters[name] ?? incoming.headers[name.toLowerCase()]
  if (!Object.entries(fixedFields(role)).every(([name, value]) => equalField(sent(name), value as Json))) return false
  if (role.kind === 'operation' && !hasHeaders(incoming, role.operation.headers)) return false
  if (role.kind === 'operation' || !('id' in role.rule)) return true
  const id = readRequest(role.rule.id, incoming, pathParameters)
  return role.kind === 'readMany' ? Array.isArray(id) : !isEmpty(id)
}

/** The value that an expression reads from the request. For `$url`, that is the path. */
export function readRequest(expression: string, incoming: Incoming, pathParameters: Readonly<Record<string, string>>): Json | undefined {
  if (expression === '$url') return incoming.path
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

/** Whether a request carries these headers with these values. */
function hasHeaders({ headers }: Incoming, constants: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(withoutPreference(constants)).every(([name, value]) => headers[name] === value)
}

/** Headers without `accept`, which only says what a client prefers. */
function withoutPreference<Value>({ accept: _preference, ...others }: Readonly<Record<string, Value>> = {}): Record<string, Value> {
  return others
}

function equalField(sent: Json | undefined, fixed: Json): boolean {
  if (sent === undefined) return false
  return sent === fixed || (typeof sent !== 'object' && String(sent) === String(fixed)) || JSON.stringify(sent) === JSON.stringify(fixed)
}
