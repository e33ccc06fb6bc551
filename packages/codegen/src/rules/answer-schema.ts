import { fileTypesOf, isJson, mediaTypes } from '../ir/media-types.ts'
import { child, entries, isObject } from '../spec/place.ts'
import type { SpecOperation } from '../spec/spec-document.ts'
import type { RuleContext } from './rule-context.ts'

/**
 * The schema of an operation's success responses, with every reference resolved: what any of them allows. With `everyStatus`, also what its other
 * responses allow. Undefined if one of them can be anything. A response that is a file has none.
 */
export function answerSchema(operation: SpecOperation, { spec, inliner }: RuleContext, everyStatus = false): unknown {
  const answers = entries(child(operation.place, 'responses')).filter(([status]) => everyStatus || status.startsWith('2'))
  const isFile = fileTypesOf(operation, spec.sources).length > 0
  const schemas = answers
    .map(([, answer]) => mediaTypes(spec.sources.deref(answer), spec.sources))
    .flatMap((media) => (isFile ? media.find(({ type }) => isJson(type)) : media[0]) ?? [])
    .map(({ schema }) => (schema === undefined ? undefined : inliner.inline(schema)))
  if (schemas.length < 2 || schemas.includes(undefined)) return schemas.includes(undefined) ? undefined : schemas[0]
  const definitions = schemas.map((schema) => (isObject(schema) ? schema['$defs'] : undefined))
  return { $defs: Object.assign({}, ...definitions) as unknown, anyOf: schemas }
}
