import { fileTypesOf, isJson, mediaTypes } from '../ir/media-types.ts'
import { child, entries } from '../spec/place.ts'
import type { SpecOperation } from '../spec/spec-document.ts'
import type { RuleContext } from './rule-context.ts'

/** The schema of an operation's success response, with every reference resolved. A response that is a file has none. */
export function answerSchema(operation: SpecOperation, { spec, inliner }: RuleContext): unknown {
  const good = entries(child(operation.place, 'responses')).filter(([status]) => status.startsWith('2'))
  const media = good.flatMap(([, answer]) => mediaTypes(spec.sources.deref(answer), spec.sources))
  const isFile = fileTypesOf(operation, spec.sources).length > 0
  const schema = (isFile ? media.find(({ type }) => isJson(type)) : media[0])?.schema
  return schema === undefined ? undefined : inliner.inline(schema)
}
