import type { Constants, Endpoint } from '@shotlist/core/contract'
import { parseExpression } from '../dialect/expression.ts'
import { defined } from '../issues/defined.ts'
import { propertiesInPlace } from '../spec/in-place.ts'
import { splitPointer } from '../spec/json-pointer.ts'
import { child, isObject } from '../spec/place.ts'
import type { SpecDocument, SpecOperation } from '../spec/spec-document.ts'
import { fileTypesOf, mediaTypes } from './media-types.ts'
import { pathTemplate } from './path-template.ts'
import type { Inliner } from './schema/inline.ts'

/** Finds operations of the document by their `operationId`. */
export type OperationLookup = {
  endpoint(operationId: string): Endpoint
  /** Constants by where they go: those with the name of a declared parameter go there. */
  constants(operationId: string, fixed: Readonly<Record<string, unknown>> | undefined): Constants
  /** Whether an expression names a place in the operation's request that is declared an integer, or a list of integers. */
  isInteger(operationId: string, expression: string): boolean
  /** The MIME types of its success responses that are files. */
  fileTypes(operationId: string): readonly string[]
}

export function operationLookup(spec: SpecDocument, inliner: Inliner): OperationLookup {
  const byId = new Map(spec.operations.map((operation) => [operation.operationId, operation]))
  return {
    endpoint(operationId) {
      const operation = byId.get(operationId)
      return { operationId, method: operation?.method ?? 'GET', path: operation === undefined ? '' : pathTemplate(operation) }
    },
    constants(operationId, fixed = {}) {
      const operation = byId.get(operationId)
      const others = operation?.body === undefined ? ['path', 'header'] : ['path', 'query', 'header']
      const declared = new Map((operation?.parameters ?? []).map((place) => [child(place, 'name')?.value, child(place, 'in')?.value]))
      const among = (test: (where: unknown) => boolean): Readonly<Record<string, unknown>> | undefined => {
        const chosen = Object.entries(fixed).filter(([name]) => test(declared.get(name)))
        return chosen.length === 0 ? undefined : Object.fromEntries(chosen)
      }
      const parameters = defined(Object.fromEntries(others.map((where) => [where, among((one) => one === where)])))
      return defined({
        fixed: among((where) => !others.includes(String(where))),
        parameters: Object.keys(parameters).length === 0 ? undefined : parameters,
      })
    },
    fileTypes(operationId) {
      const operation = byId.get(operationId)
      return operation === undefined ? [] : fileTypesOf(operation, spec.sources)
    },
    isInteger(operationId, expression) {
      const operation = byId.get(operationId)
      return operation !== undefined && isIntegerSchema(requestSchemaAt(operation, expression, { spec, inliner }))
    },
  }
}

/** The schema of the place in an operation's request that an expression names. */
function requestSchemaAt(operation: SpecOperation, expression: string, context: { spec: SpecDocument; inliner: Inliner }): unknown {
  const parsed = parseExpression(expression)
  if ('problem' in parsed) return undefined
  if (parsed.source === 'path' || parsed.source === 'query' || parsed.source === 'request-header') {
    const where = parsed.source === 'request-header' ? 'header' : parsed.source
    const parameter = operation.parameters.find(
      (place) => child(place, 'name')?.value === parsed.name && child(place, 'in')?.value === where,
    )
    const schema = child(parameter, 'schema')
    return schema === undefined ? undefined : context.inliner.inline(schema)
  }
  const media = mediaTypes(operation.body, context.spec.sources)[0]
  if (parsed.source !== 'request-body' || media?.schema === undefined) return undefined
  let schema: unknown = context.inliner.inline(media.schema)
  for (const segment of splitPointer(parsed.pointer)) {
    if (!isObject(schema)) return undefined
    schema = propertiesInPlace(schema).get(segment) ?? (/^(\d+|-)$/.test(segment) ? schema['items'] : undefined)
  }
  return schema
}

function isIntegerSchema(schema: unknown): boolean {
  if (!isObject(schema)) return false
  if (schema['type'] === 'array') return isIntegerSchema(schema['items'])
  const types = Array.isArray(schema['type']) ? schema['type'].filter((type) => type !== 'null') : [schema['type']]
  return types.length === 1 && types[0] === 'integer'
}
