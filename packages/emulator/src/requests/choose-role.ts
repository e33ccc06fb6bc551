import type { EndpointModel, ProviderModel } from '@shotlist/codegen'
import type { JsonObject } from '../responses/json.ts'
import type { Schema } from '../responses/schema.ts'
import { gatherFields } from './gather-fields.ts'
import type { EndpointRequest, Incoming } from './incoming.ts'
import { bodyValue } from './incoming.ts'
import { mistake } from './refusal.ts'
import { fitsRole, fixedFields, type Role, rolesOf, unknownFields } from './roles.ts'
import type { SchemaCheck } from './schema-check.ts'

/** A role, and the request as the role reads it. */
export type Chosen = { readonly role: Role; readonly incoming: Incoming }

type Judged = Chosen & { readonly problem: string | undefined; readonly unknown: number }

/**
 * The role that a request asks an endpoint to play. If several named operations share a path, their fixed fields decide, then which of them
 * knows most of the request's fields, then whose schema accepts the body.
 * @throws Refusal if no role fits, with the problem of the nearest one.
 */
export function chooseRole(
  model: ProviderModel,
  endpoint: EndpointModel,
  request: { readonly incoming: Incoming; readonly pathParameters: Readonly<Record<string, string>>; readonly check: SchemaCheck },
): Chosen | undefined {
  const roles = rolesOf(model, endpoint)
  if (roles.length === 0) return undefined
  const fitting = roles.flatMap((role): (Chosen & { readonly problem: string | undefined })[] => {
    const gathered =
      role.kind === 'operation' ? gatherFields(role.operation, request.incoming) : { incoming: request.incoming, problem: undefined }
    return fitsRole(role, gathered.incoming, request.pathParameters) ? [{ role, ...gathered }] : []
  })
  const read = fitting.find(({ role }) => role.kind !== 'operation')
  if (read !== undefined) return read
  // A request that lists tasks gets the real tasks, even if the list is an operation of its own.
  const list = roles.find((role) => role.kind === 'recent')
  if (list !== undefined && fitting.every(({ role }) => role.kind === 'operation' && role.operation.kind === 'query')) {
    return { role: list, incoming: request.incoming }
  }
  if (fitting.length === 0) throw mistake('invalid-request', fixedProblem(roles))
  const judged = fitting.map((one) => judge(one, endpoint, request.check)).toSorted(compare)
  const best = judged[0] as Judged
  if (best.problem !== undefined) throw mistake('invalid-request', best.problem)
  return best
}

function judge(
  { role, incoming, problem }: Chosen & { readonly problem: string | undefined },
  endpoint: EndpointModel,
  check: SchemaCheck,
): Judged {
  const unknown = role.kind === 'operation' ? unknownFields(role, incoming).length : 0
  return { role, incoming, problem: problem ?? bodyProblem(wireSchema(role, endpoint, incoming), incoming, check), unknown }
}

function wireSchema(role: Role, endpoint: EndpointModel, incoming: Incoming): Schema | undefined {
  return incoming.body.kind === 'json' && role.kind === 'operation' && role.model.wire !== undefined
    ? role.model.wire
    : endpoint.bodies[incoming.contentType]
}

/** The problem of a body with a schema. The fields of a form are text and are converted to the schema's types. */
export function bodyProblem(schema: Schema | undefined, incoming: Incoming, check: SchemaCheck): string | undefined {
  const body = bodyValue(incoming)
  if (schema === undefined || body === undefined) return undefined
  if (incoming.body.kind !== 'form') return check.problem(schema, body)
  const files = Object.fromEntries(incoming.body.files.map(({ name }) => [name, '(file)']))
  return check.coerced(schema, listed({ ...incoming.body.fields, ...files }, schema)).problem
}

/** The request with the fields of a form converted to the schema's types. */
export function withTypedFields(request: EndpointRequest, check: SchemaCheck): EndpointRequest {
  const { incoming, endpoint } = request
  const schema = endpoint.bodies[incoming.contentType]
  if (incoming.body.kind !== 'form' || schema === undefined) return request
  const { value } = check.coerced(schema, listed(incoming.body.fields, schema))
  return { ...request, incoming: { ...incoming, body: { ...incoming.body, fields: value as JsonObject } } }
}

/** A form has a list of one item as a single field. */
function listed(fields: JsonObject, { properties }: Schema): JsonObject {
  const types = properties as Readonly<Record<string, { readonly type?: unknown } | undefined>> | undefined
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, types?.[name]?.type === 'array' && !Array.isArray(value) ? [value] : value]),
  )
}

/**
 * Orders by the fewest unknown fields, then valid before invalid, then the most fixed fields. The field names come first, because a request
 * with a picture is meant for the operation with pictures even if the picture is invalid.
 */
function compare(one: Judged, other: Judged): number {
  return (
    one.unknown - other.unknown ||
    Number(one.problem !== undefined) - Number(other.problem !== undefined) ||
    Object.keys(fixedFields(other.role)).length - Object.keys(fixedFields(one.role)).length
  )
}

function fixedProblem(roles: readonly Role[]): string {
  const wanted = roles.map((role) => JSON.stringify({ ...fixedFields(role), ...(role.kind === 'operation' ? role.operation.headers : {}) }))
  return `the request matches no operation at this path; it must have one of ${[...new Set(wanted)].join(', ')}${roles.some((role) => role.kind === 'read') ? ' and the id of a task' : ''}`
}
