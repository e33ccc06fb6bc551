import { mediaTypes } from '../ir/media-types.ts'
import { child, entries } from '../spec/place.ts'
import type { SpecOperation } from '../spec/spec-document.ts'
import type { RuleContext } from './rule-context.ts'

/** The schema of an operation's success response, with every reference resolved. */
export function answerSchema(operation: SpecOperation, { spec, inliner }: RuleContext): unknown {
  const good = entries(child(operation.place, 'responses')).find(([status]) => status.startsWith('2'))
  const schema = mediaTypes(spec.sources.deref(good?.[1]), spec.sources)[0]?.schema
  return schema === undefined ? undefined : inliner.inline(schema)
}
