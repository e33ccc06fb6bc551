import { forUsers } from '../dialect/for-users.ts'
import { defined } from '../issues/defined.ts'
import { child, entries, type Place, textOf } from '../spec/place.ts'
import type { SpecDocument, SpecOperation } from '../spec/spec-document.ts'
import { isJson, mediaTypes } from './media-types.ts'
import type { EndpointModel, JsonSchema } from './model.ts'
import { pathTemplate } from './path-template.ts'
import type { Inliner } from './schema/inline.ts'

/** Every operation of the document, with the schemas of its requests and responses. */
export function compileEndpoints(spec: SpecDocument, inliner: Inliner): Record<string, EndpointModel> {
  return Object.fromEntries(
    spec.operations.flatMap((operation) => {
      const { operationId } = operation
      return operationId === undefined ? [] : [[operationId, compileEndpoint(operation, operationId, { spec, inliner })]]
    }),
  )
}

type Context = { readonly spec: SpecDocument; readonly inliner: Inliner }

function compileEndpoint(operation: SpecOperation, operationId: string, context: Context): EndpointModel {
  const named = child(operation.place, 'x-operations')?.value
  const media = mediaTypes(operation.body, context.spec.sources)
  const security = child(operation.place, 'security')?.value
  return {
    operationId,
    method: operation.method,
    path: pathTemplate(operation),
    names: Array.isArray(named) ? named.map((entry: { name: string }) => entry.name) : [],
    ...defined({ keyless: Array.isArray(security) && security.length === 0 ? (true as const) : undefined }),
    parameters: operation.parameters.flatMap((parameter) => compileParameter(parameter, context)),
    bodies: Object.fromEntries(media.map(({ type, schema }) => [type, schema === undefined ? {} : onWire(schema, context)])),
    bodyRequired: child(operation.body, 'required')?.value === true,
    answers: Object.fromEntries(
      entries(child(operation.place, 'responses')).map(([status, answer]) => [status, compileAnswer(answer, context)]),
    ),
  }
}

function compileParameter(parameter: Place, context: Context): EndpointModel['parameters'][number][] {
  const where = child(parameter, 'in')?.value
  if (where !== 'path' && where !== 'query' && where !== 'header') return []
  const schema = child(parameter, 'schema')
  return [
    {
      name: textOf(child(parameter, 'name')?.value),
      in: where,
      required: where === 'path' || child(parameter, 'required')?.value === true,
      schema: schema === undefined ? {} : onWire(schema, context),
    },
  ]
}

/** The JSON body of one response. Clients do not read other media types. */
export function compileAnswer(answer: Place, context: Context): EndpointModel['answers'][string] {
  const media = mediaTypes(context.spec.sources.deref(answer), context.spec.sources).find(({ type }) => isJson(type))
  if (media === undefined) return {}
  const schema = media.schema === undefined ? undefined : context.inliner.inline(media.schema)
  const example = media.example ?? exampleOf(schema)
  return defined({ schema, example })
}

function exampleOf(schema: JsonSchema | undefined): unknown {
  const examples = schema?.['examples']
  return schema?.['example'] ?? (Array.isArray(examples) ? (examples[0] as unknown) : undefined)
}

function onWire(schema: Place, { inliner }: Context): JsonSchema {
  return forUsers(inliner.inline(schema), 'wire') as JsonSchema
}
